package io.countersign.audit.core;

import io.countersign.tlog.ProofException;
import io.countersign.tlog.TreeHead;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
 *   <li>tell the checkpoints topic, before any receipt: who gets one knows its checkpoint,
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
    private final CheckpointTeller teller;
    private final InstantSource clock;
    private final AuditMeter meter;
    private volatile Optional<Published> published;
    private Instant signedAt = Instant.EPOCH;
    private Instant renewedAt;
    private boolean untold;
    /** Signed and sent to the register, whose answer has not come. */
    private Optional<Published> inDoubt = Optional.empty();

    HeadPublisher(
            AuditLog log,
            HeadSigner signer,
            HeadRegister.Lease lease,
            ReceiptSender receipts,
            CheckpointTeller teller,
            InstantSource clock,
            AuditMeter meter,
            Optional<Published> published) {
        this.log = log;
        this.signer = signer;
        this.lease = lease;
        this.receipts = receipts;
        this.teller = teller;
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
        if (inDoubt.isPresent()) {
            settle(inDoubt.get());
        }
        TreeHead head = log.head();
        long signedSize = published.map(p -> p.checkpoint().size()).orElse(-1L);
        Instant now = clock.instant();
        if (head.size() > signedSize || !now.isBefore(signedAt.plus(HEARTBEAT))) {
            move(head);
        } else if (!now.isBefore(renewedAt.plus(RENEW))) {
            lease.renew();
            renewedAt = now;
        }
        Published current = published.orElseThrow();
        if (untold) {
            teller.tell(current);
            untold = false;
        }
        teller.answer(current);
        receipts.sendOwed(current);
    }

    private void move(TreeHead head) throws OutageException, HeadRefusedException, IOException {
        Optional<TreeHead> before = published.map(p -> p.checkpoint().head());
        Published next = signer.sign(before.orElse(new TreeHead(0, head.root())), head, log.tree());
        inDoubt = Optional.of(next);
        if (!lease.compareAndSwap(before, new HeadRegister.Registered(head, next.note()))) {
            throw anotherHead();
        }
        take(next);
    }

    /** A swap may have worked although its answer was lost: the register says, before anything else is signed. */
    private void settle(Published attempted) throws OutageException, HeadRefusedException, IOException {
        Optional<HeadRegister.Registered> found = lease.current();
        if (found.map(HeadRegister.Registered::note)
                .filter(attempted.note()::equals)
                .isPresent()) {
            take(attempted);
        } else if (found.map(HeadRegister.Registered::note).equals(published.map(Published::note))) {
            inDoubt = Optional.empty();
        } else {
            throw anotherHead();
        }
    }

    private void take(Published next) throws HeadRefusedException, IOException {
        publishFile(next);
        published = Optional.of(next);
        inDoubt = Optional.empty();
        signedAt = clock.instant();
        renewedAt = signedAt;
        untold = true;
        meter.checkpointPublished();
    }

    private static HeadRefusedException anotherHead() {
        return new HeadRefusedException("the register holds another head than this log signed last");
    }

    private void publishFile(Published next) throws HeadRefusedException, IOException {
        try {
            log.publish(next.note().toArray());
        } catch (ProofException e) {
            throw new HeadRefusedException("the signed head is not of this log: " + e.getMessage(), e);
        }
    }
}
