package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.contracts.event.TopicRecreated;
import io.countersign.tlog.LogCorruptException;
import io.countersign.tlog.LogWriter;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.TileTree;
import io.countersign.tlog.TreeHead;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The log as the service uses it: events go in once each, together with the positions they came from; receipts that are
 * still owed are remembered in the same commit. Safe for concurrent callers; one append at a time.
 *
 * <p>An {@link IOException} means that the files are in doubt: the process must end, and the next one recovers.
 */
public final class AuditLog {
    private final LogWriter writer;
    private final LogIndex index;
    private final InstantSource clock;
    private final AuditMeter meter;
    private final LoggedEvents events = this::leaf;
    private final Retelling retelling;
    private final WantedHeads wanted = new WantedHeads();
    /** All below guarded by this. */
    private SideState side;

    private final NavigableSet<Long> owedReceipts = new TreeSet<>();
    /** Asked for again since {@link #owedReceipts} was last read: the receipts then under way do not answer these. */
    private final Set<Long> askedSince = new HashSet<>();

    public AuditLog(LogWriter writer, LeafIndex index, TrustVersions trust, InstantSource clock, AuditMeter meter)
            throws IOException {
        IssuerSignatures signatures = new IssuerSignatures(trust);
        this.writer = writer;
        this.index = new LogIndex(
                index,
                events,
                trust,
                new SerialWatch(index, events, signatures, meter),
                new CrlWatch(index, events, signatures, meter),
                new RedemptionWatch(index, events, new TrustedRedemptions(trust), meter));
        this.clock = clock;
        this.meter = meter;
        this.retelling = new Retelling(events, signatures);
        this.side = SideState.decode(writer.sideState());
        long size = writer.head().size();
        for (long leaf = side.receiptsSentUpTo(); leaf < size; leaf++) {
            if (LogIndex.isIntent(Json.parse(leaf(leaf)))) {
                owedReceipts.add(leaf);
            }
        }
        owedReceipts.addAll(side.resend());
    }

    public TreeHead head() {
        return writer.head();
    }

    public synchronized Consumed consumed() {
        return side.consumed();
    }

    /** When something was last committed; the epoch for a new log. */
    public synchronized Instant lastWritten() {
        return side.at();
    }

    public TileTree tree() {
        return writer.tree();
    }

    public byte[] leaf(long leafIndex) throws IOException {
        return writer.tree().leaf(leafIndex, writer.head().size());
    }

    public void publish(byte[] note) throws IOException, ProofException {
        writer.publish(note);
    }

    public Optional<byte[]> published() throws IOException {
        return writer.checkpoint();
    }

    /** Appends what the log does not hold yet and moves to the given positions, in one durable step. */
    public synchronized void append(List<Event> events, Consumed next) throws OutageException, IOException {
        catchUpIndex();
        Map<String, Event> distinct = new LinkedHashMap<>();
        events.forEach(event -> distinct.putIfAbsent(event.id(), event));
        Map<String, Long> known = index.find(distinct.keySet(), head().size());
        List<Event> fresh = new ArrayList<>();
        List<Long> again = new ArrayList<>();
        for (Event event : distinct.values()) {
            Long at = known.get(event.id());
            if (at == null) {
                fresh.add(event);
            } else {
                compareWithFirst(event, at);
                if (LogIndex.isIntent(event.type())) {
                    again.add(at);
                }
            }
        }
        meter.known(events.size() - fresh.size());
        commit(fresh, again, side.consumed(next, again, clock.instant()));
        for (Event event : distinct.values()) {
            if (event.data() instanceof CheckpointWanted head) {
                wanted.add(head);
            }
        }
    }

    /** Heads that somebody asks to be led on from. */
    WantedHeads wanted() {
        return wanted;
    }

    /** Another topic stands under a known name: that is a leaf of its own, and reading starts at its beginning. */
    public void topicRecreated(String topic, String formerId, String id, Consumed next)
            throws OutageException, IOException {
        TopicRecreated data = new TopicRecreated(topic, formerId, id);
        append(
                List.of(Event.of(
                        EventType.TOPIC_RECREATED,
                        ServiceName.AUDIT.source(),
                        topic,
                        clock.instant(),
                        data,
                        Optional.empty())),
                next);
        meter.topicRecreated();
    }

    /** Where the event's leaf is, if the log holds it. */
    public Optional<Long> find(String eventId) throws OutageException, IOException {
        return index.findOne(eventId, head().size());
    }

    /** Why this leaf is answered without a receipt; empty for what gets one. The answer is the same for ever. */
    public Optional<Withheld> withheld(long leafIndex) throws OutageException, IOException {
        if (!LogIndex.redeems(Json.parse(leaf(leafIndex)))) {
            return Optional.empty();
        }
        synchronized (this) {
            return index.withheld(leafIndex, head().size());
        }
    }

    /** Intents before this size whose receipts are owed, in order; to be sent before this is asked again. */
    public synchronized List<Long> owedReceipts(long size) {
        askedSince.clear();
        return List.copyOf(owedReceipts.headSet(size));
    }

    /** Remembers that every receipt before {@code size} has been sent; durable when some were owed. */
    public synchronized void receiptsSent(long size, Collection<Long> sent) throws IOException {
        List<Long> answered =
                sent.stream().filter(leaf -> !askedSince.contains(leaf)).toList();
        SideState next = side.receiptsSent(size, answered, clock.instant());
        if (!sent.isEmpty()) {
            writer.append(List.of(), next.encode());
            meter.receiptsSent(sent.size());
        }
        // Without any sent, the mark may wait for the next append: a restart would only look at those leaves again.
        side = next;
        owedReceipts.removeAll(answered);
    }

    /** Fills in what a crash, an outage or a loss left out of the index. */
    public synchronized void catchUpIndex() throws OutageException, IOException {
        index.catchUp(head().size());
    }

    private void commit(List<Event> fresh, List<Long> again, SideState next) throws OutageException, IOException {
        long first = writer.head().size();
        writer.append(fresh.stream().map(Event::bytes).toList(), next.encode());
        side = next;
        owedReceipts.addAll(again);
        askedSince.addAll(again);
        meter.appended(fresh.size());
        for (int i = 0; i < fresh.size(); i++) {
            if (LogIndex.isIntent(fresh.get(i).type())) {
                owedReceipts.add(first + i);
            }
        }
        if (!fresh.isEmpty()) {
            index.learn(first, fresh);
        }
    }

    private void compareWithFirst(Event event, long at) throws IOException {
        Event first = events.event(at);
        if (!first.id().equals(event.id())) {
            throw new LogCorruptException("leaf " + at + " should be " + event + ", but is " + first);
        }
        if (!retelling.sameMeaning(first, event, head().size())) {
            meter.toldDifferently(event, at);
        }
    }
}
