package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.LogCorruptException;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.Proofs;
import io.countersign.tlog.TreeHash;
import io.countersign.tlog.TreeHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Tells checkpoints on their topic, each with proof that it continues the one told before, so that a reader can tell the log it knows
 * from another one under the same keys. Who has lost the thread asks, and is told one that continues the head it remembers.
 */
final class CheckpointTeller {
    /** Asking costs nothing, so answers are rationed. */
    static final Duration BETWEEN_ANSWERS = Duration.ofSeconds(1);

    private final AuditLog log;
    private final Announcer announcer;
    private final InstantSource clock;
    private final AuditMeter meter;
    /** Every reader of the topic may have seen this one. */
    private Optional<TreeHead> before;

    private Instant answeredAt = Instant.EPOCH;

    /** A process begins with the head that the one before it signed last. */
    CheckpointTeller(
            AuditLog log, Announcer announcer, InstantSource clock, AuditMeter meter, Optional<TreeHead> before) {
        this.log = log;
        this.announcer = announcer;
        this.clock = clock;
        this.meter = meter;
        this.before = before;
    }

    void tell(Published current) throws OutageException, IOException {
        announcer.announce(List.of(told(current, before)));
        before = Optional.of(current.checkpoint().head());
    }

    /** Answers one of those who ask. The current head must have been told already. */
    void answer(Published current) throws OutageException, IOException {
        Optional<CheckpointWanted> wanted = log.wanted().first();
        Instant now = clock.instant();
        if (wanted.isEmpty() || now.isBefore(answeredAt.plus(BETWEEN_ANSWERS))) {
            return;
        }
        Optional<TreeHead> remembered = ours(wanted.get(), current.checkpoint());
        if (remembered.isPresent()) {
            announcer.announce(List.of(told(current, remembered)));
            answeredAt = now;
        } else {
            meter.foreignHead(wanted.get(), current.checkpoint().head());
        }
        log.wanted().done(wanted.get());
    }

    /** The wanted head, if it is one of this log; otherwise the asker, or this log, remembers another history. */
    private Optional<TreeHead> ours(CheckpointWanted wanted, Checkpoint current) throws IOException {
        boolean possible =
                wanted.origin().equals(current.origin()) && wanted.size() > 0 && wanted.size() <= current.size();
        if (!possible) {
            return Optional.empty();
        }
        TreeHash root = log.tree().root(wanted.size());
        return root.toString().equals(wanted.root())
                ? Optional.of(new TreeHead(wanted.size(), root))
                : Optional.empty();
    }

    private Event told(Published current, Optional<TreeHead> from) throws IOException {
        Checkpoint checkpoint = current.checkpoint();
        Optional<CheckpointPublished.Continues> continues = Optional.empty();
        if (from.isPresent()) {
            continues = Optional.of(continues(from.get(), checkpoint));
        }
        CheckpointPublished data = new CheckpointPublished(
                checkpoint.origin(),
                checkpoint.size(),
                checkpoint.root().toString(),
                new String(current.note().toArray(), StandardCharsets.UTF_8),
                continues);
        return Event.of(
                EventType.CHECKPOINT_PUBLISHED,
                ServiceName.AUDIT.source(),
                checkpoint.origin(),
                clock.instant(),
                data,
                Optional.empty());
    }

    /** Verified as its receivers will, before it leaves: a bad proof would be taken for a fork. */
    private CheckpointPublished.Continues continues(TreeHead from, Checkpoint to) throws IOException {
        List<TreeHash> proof = log.tree().consistency(from.size(), to.size());
        try {
            Proofs.verifyConsistency(from.size(), to.size(), proof, from.root(), to.root());
        } catch (ProofException e) {
            throw new LogCorruptException("the head of size " + to.size() + " does not continue " + from, e);
        }
        return new CheckpointPublished.Continues(
                from.size(), proof.stream().map(TreeHash::toString).toList());
    }
}
