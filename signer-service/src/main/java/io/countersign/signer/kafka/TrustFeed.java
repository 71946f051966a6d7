package io.countersign.signer.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.runtime.kafka.TopicReplica;
import io.countersign.signer.core.EarlyException;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.TrustState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings what is believed up to date before a batch: the spool first, which no broker can hide, then {@code trust} to its end. Both
 * steps share it, on the loop's thread.
 */
public final class TrustFeed {
    /** Reads what is new of the topic, or as much as is held at once; nothing when all was read. A fault is an outage. */
    @FunctionalInterface
    public interface Source {
        List<Inbound> catchUp() throws StepUnavailable;
    }

    /** Records of one type whose time has not come: a stop gets there by an officer's signature alone, a version by anybody's. */
    private static final int MOST_EARLY = 16;
    /** Of one reading, about 1 MB in its transaction; whoever wants to see more junk than that reads the topic. */
    private static final int MOST_LETTERS = 200;
    /** Of one reading, before others get their turn and readiness says so. */
    private static final int MOST_PAGES = 16;

    private final TrustState trust;
    private final Source source;
    private final DeadLetters deadLetters;
    /** What the source gave and was not taken yet: it gives nothing twice. */
    private final Deque<Inbound> unread = new ArrayDeque<>();
    /** Records that are taken again at every look, until their time has come. */
    private final Map<EventType, Set<Inbound>> early = new EnumMap<>(EventType.class);
    /** Of records that were taken, for as long as an outage lasts. */
    private final List<Outbound> letters = new ArrayList<>();

    public TrustFeed(TrustState trust, TopicReplica topic, DeadLetters deadLetters) {
        this(trust, topic::catchUp, deadLetters);
    }

    TrustFeed(TrustState trust, Source source, DeadLetters deadLetters) {
        this.trust = trust;
        this.source = source;
        this.deadLetters = deadLetters;
    }

    /** Dead letters of what is not believed; the same again whenever the source had to begin anew. */
    List<Outbound> catchUp() throws StepUnavailable {
        try {
            trust.readSpool();
            for (Inbound inbound : early.values().stream().flatMap(Set::stream).toList()) {
                take(inbound);
            }
            readTopic();
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        }
        List<Outbound> told = List.copyOf(letters);
        letters.clear();
        return told;
    }

    private void readTopic() throws StepUnavailable, OutageException {
        takeUnread();
        for (int page = 0; page < MOST_PAGES; page++) {
            unread.addAll(source.catchUp());
            if (unread.isEmpty()) {
                return;
            }
            takeUnread();
        }
        throw new StepUnavailable("trust holds more than " + MOST_PAGES + " pages that were not read, reading goes on");
    }

    private void takeUnread() throws OutageException {
        while (!unread.isEmpty()) {
            take(unread.getFirst());
            unread.removeFirst();
        }
    }

    private void tell(Inbound inbound, UnreadableException why) {
        if (letters.size() < MOST_LETTERS) {
            letters.add(deadLetters.of(inbound, why));
        }
    }

    private void take(Inbound inbound) throws OutageException {
        if (inbound.value().isEmpty()) {
            return;
        }
        try {
            take(inbound, inbound.decode());
        } catch (UnreadableException e) {
            tell(inbound, e);
        } catch (RuntimeException e) {
            // Kept, it would come again at every look and take the records with it for which the look was done.
            tell(inbound, new UnreadableException(UnreadableReason.PROCESSING_FAILED, e.toString(), e));
        }
    }

    private void take(Inbound inbound, Event event) throws UnreadableException, OutageException {
        Set<Inbound> waiting = early.computeIfAbsent(event.type(), type -> new LinkedHashSet<>());
        try {
            trust.take(event, inbound.bytes());
            waiting.remove(inbound);
        } catch (UnreadableException e) {
            waiting.remove(inbound);
            throw e;
        } catch (EarlyException e) {
            if (waiting.contains(inbound)) {
                return;
            }
            // One letter for a person to see; what comes of the record is another thing.
            tell(inbound, new UnreadableException(UnreadableReason.NOT_BELIEVED, e.getMessage(), e));
            if (waiting.size() < MOST_EARLY) {
                waiting.add(inbound);
            }
        }
    }
}
