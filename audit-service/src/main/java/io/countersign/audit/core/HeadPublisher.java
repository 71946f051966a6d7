package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.TreeHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Moves the signed head. Each step may be the last before a crash; the next turn, or the next start, goes on from what
 * the register says:
 *
 * <ol>
 *   <li>leaves and positions are durable in the log (the intake did that),
 *   <li>sign, only what continues the head before,
 *   <li>compare-and-swap in the register: the commit,
 *   <li>publish the checkpoint file,
 *   <li>tell the checkpoints topic,
 *   <li>send the receipts that are owed, then remember that.
 * </ol>
 *
 * One thread calls {@link #turn}; {@link #published} is for any.
 */
public final class HeadPublisher {
    /** A silent log shows that it lives (design 5). */
    public static final Duration HEARTBEAT = Duration.ofSeconds(60);

    /** A third of the lease: two renewals may fail before another instance could take over. */
    private static final Duration RENEW = HeadRegister.LEASE.dividedBy(3);

    private final AuditLog log;
    private final HeadSigner signer;
    private final HeadRegister.Lease lease;
    private final ReceiptSender receipts;
    private final Announcer announcer;
    private final InstantSource clock;
    private final AuditMeter meter;
    private volatile Optional<Published> published;
    private Instant signedAt = Instant.EPOCH;
    private Instant renewedAt;
    private boolean untold;

    HeadPublisher(
            AuditLog log,
            HeadSigner signer,
            HeadRegister.Lease lease,
            ReceiptSender receipts,
            Announcer announcer,
            InstantSource clock,
            AuditMeter meter,
            Optional<Published> published) {
        this.log = log;
        this.signer = signer;
        this.lease = lease;
        this.receipts = receipts;
        this.announcer = announcer;
        this.clock = clock;
        this.meter = meter;
        this.published = published;
        this.untold = published.isPresent();
        this.renewedAt = clock.instant();
    }

    /** The newest checkpoint that is in the register and in the log's folder. */
    public Optional<Published> published() {
        return published;
    }

    /** Does what is due now; to be called about every 100 ms. */
    public void turn() throws OutageException, HeadRefusedException, IOException {
        TreeHead head = log.head();
        long signedSize = published.map(p -> p.checkpoint().size()).orElse(-1L);
        Instant now = clock.instant();
        if (head.size() > signedSize || !now.isBefore(signedAt.plus(HEARTBEAT))) {
            move(head);
            signedAt = now;
            renewedAt = now;
            untold = true;
        } else if (!now.isBefore(renewedAt.plus(RENEW))) {
            lease.renew();
            renewedAt = now;
        }
        Published current = published.orElseThrow();
        if (untold) {
            announcer.announce(List.of(told(current)));
            untold = false;
        }
        receipts.sendOwed(current);
    }

    private void move(TreeHead head) throws OutageException, HeadRefusedException, IOException {
        Optional<TreeHead> before = published.map(p -> p.checkpoint().head());
        Published next = signer.sign(before.orElse(new TreeHead(0, head.root())), head, log.tree());
        if (!lease.compareAndSwap(before, new HeadRegister.Registered(head, next.note()))) {
            next = adopted(head);
        }
        publishFile(next);
        published = Optional.of(next);
        meter.checkpointPublished();
    }

    /** An earlier swap may have worked although its answer was lost; then the register holds this very head. */
    private Published adopted(TreeHead head) throws OutageException, HeadRefusedException {
        Optional<HeadRegister.Registered> found = lease.current();
        if (found.isEmpty() || !found.get().head().equals(head)) {
            throw new HeadRefusedException("the register holds another head than this log signed last: "
                    + found.map(HeadRegister.Registered::head));
        }
        return StartCheck.verified(found.get(), signer.verifier());
    }

    private void publishFile(Published next) throws HeadRefusedException, IOException {
        try {
            log.publish(next.note().toArray());
        } catch (ProofException e) {
            throw new HeadRefusedException("the signed head is not of this log: " + e.getMessage(), e);
        }
    }

    private Event told(Published current) {
        CheckpointPublished data = new CheckpointPublished(
                current.checkpoint().origin(),
                current.checkpoint().size(),
                current.checkpoint().root().toString(),
                new String(current.note().toArray(), StandardCharsets.UTF_8));
        return Event.of(
                EventType.CHECKPOINT_PUBLISHED,
                ServiceName.AUDIT.source(),
                current.checkpoint().origin(),
                clock.instant(),
                data,
                Optional.empty());
    }
}
