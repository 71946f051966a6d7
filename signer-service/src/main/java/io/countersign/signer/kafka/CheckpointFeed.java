package io.countersign.signer.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.runtime.kafka.TopicReplica;
import io.countersign.signer.core.AskedAgain;
import io.countersign.signer.core.LogMemory;
import io.countersign.signer.core.LogWatch;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.Rechecked;
import io.countersign.signer.core.SteadyClock;
import io.countersign.signer.core.TrustView;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.VerifierKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Brings what is known of the log up to date before a batch of receipts, and asks the log when the thread is lost. */
public final class CheckpointFeed {
    /** How far back a start reads {@code checkpoints}; what is missing before that, the log is asked for. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final LogMemory memory;
    private final TrustFeed.Source source;
    private final Supplier<TrustView> trust;
    private final DeadLetters deadLetters;
    private final SteadyClock clock;
    private final LogWatch watch;
    private final AskedAgain asked = new AskedAgain();
    private long lastOffset = -1;
    private Instant readAt = Instant.EPOCH;

    public CheckpointFeed(
            LogMemory memory,
            TopicReplica topic,
            Supplier<TrustView> trust,
            DeadLetters deadLetters,
            SteadyClock clock,
            LogWatch watch) {
        this(memory, topic::catchUp, trust, deadLetters, clock, watch);
    }

    CheckpointFeed(
            LogMemory memory,
            TrustFeed.Source source,
            Supplier<TrustView> trust,
            DeadLetters deadLetters,
            SteadyClock clock,
            LogWatch watch) {
        this.memory = memory;
        this.source = source;
        this.trust = trust;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.watch = watch;
    }

    /** Dead letters of what is not believed. */
    List<Outbound> catchUp() throws StepUnavailable {
        List<Outbound> letters = new ArrayList<>();
        try {
            memory.load(everyVersion());
            readAt = clock.now();
            take(source.catchUp(), letters);
            memory.reached(clock.now());
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        }
        return letters;
    }

    /** While no receipts come: an alarm must not wait for them, and a restart should find a head of today. */
    List<Outbound> tick() throws StepUnavailable {
        try {
            if (clock.now().isBefore(readAt.plus(IDLE))) {
                return List.of();
            }
            List<Outbound> outbounds = new ArrayList<>(catchUp());
            memory.keep();
            question().ifPresent(outbounds::add);
            return outbounds;
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        }
    }

    /** Before anything is signed on what was read. */
    void keep() throws OutageException {
        memory.keep();
    }

    /** The intent again, for a receipt under a head that is known. */
    Optional<Outbound> askAgain(Rechecked.Stale stale) throws OutageException {
        if (!asked.isDue(stale.intent(), clock.now())) {
            return Optional.empty();
        }
        watch.asksAgain();
        return Optional.of(Outbound.of(stale.event()));
    }

    /** What the log must be asked, if it must and it is time to. */
    Optional<Outbound> question() throws OutageException {
        Instant now = clock.now();
        String origin = trust.get().document().log().origin();
        return memory.wanted(origin, now).map(wanted -> Outbound.of(event(origin, wanted, now)));
    }

    private void take(List<Inbound> inbounds, List<Outbound> letters) {
        CheckpointVerifier verifier = trust.get().receipts().checkpoints();
        List<CheckpointPublished> readAgain = new ArrayList<>();
        long lastBefore = lastOffset;
        for (Inbound inbound : inbounds) {
            boolean fresh = lastBefore >= 0 && inbound.offset() > lastBefore;
            try {
                CheckpointPublished told = inbound.decode().data(CheckpointPublished.class);
                memory.take(told, verifier, fresh);
                if (!fresh) {
                    readAgain.add(told);
                }
            } catch (UnreadableException e) {
                letters.add(deadLetters.of(inbound, e));
            }
            lastOffset = inbound.offset();
        }
        linkBackwards(readAgain);
    }

    private void linkBackwards(List<CheckpointPublished> told) {
        Map<Long, CheckpointPublished> bySize = new HashMap<>();
        told.forEach(one -> bySize.put(one.size(), one));
        for (int i = told.size() - 1; i >= 0; i--) {
            CheckpointPublished next = told.get(i);
            next.continues()
                    .map(continues -> bySize.get(continues.size()))
                    .ifPresent(former -> memory.takeFormer(former, next));
        }
    }

    /** Newest first would be nicer, but any that verifies will do: the note is this signer's own. */
    private List<CheckpointVerifier> everyVersion() {
        return trust.get().versions().values().stream()
                .map(version -> new CheckpointVerifier(
                        version.log().origin(),
                        version.logKeys().stream().map(VerifierKey::parse).toList()))
                .toList();
    }

    private static Event event(String origin, CheckpointWanted wanted, Instant now) {
        return Event.of(
                EventType.CHECKPOINT_WANTED, ServiceName.SIGNER.source(), origin, now, wanted, Optional.empty());
    }
}
