package io.countersign.audit.core;

import io.countersign.tlog.CheckpointVerifier;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Brings a log into operation once: lease, start-up checks, leaf 0, then a publisher that goes on from the registered
 * head.
 */
public final class LogOperation {
    private final AuditLog log;
    private final Genesis genesis;
    private final HeadRegister register;
    private final HeadSigner signer;
    private final Announcer announcer;
    private final InstantSource clock;
    private final AuditMeter meter;

    public LogOperation(
            AuditLog log,
            Genesis genesis,
            HeadRegister register,
            HeadSigner signer,
            Announcer announcer,
            InstantSource clock,
            AuditMeter meter) {
        this.log = log;
        this.genesis = genesis;
        this.register = register;
        this.signer = signer;
        this.announcer = announcer;
        this.clock = clock;
        this.meter = meter;
    }

    /** Empty while another instance holds the lease; ask again. */
    public Optional<HeadPublisher> begin() throws OutageException, HeadRefusedException, IOException {
        Optional<HeadRegister.Lease> lease = register.acquire();
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        CheckpointVerifier verifier = signer.verifier();
        StartCheck check = new StartCheck(log, verifier);
        check.clock(clock.instant());
        Optional<Published> published = check.head(lease.get().current());
        log.catchUpIndex();
        genesis.ensure(log);
        ReceiptSender receipts = new ReceiptSender(log, new Receipts(log, verifier), signer, announcer, clock, meter);
        CheckpointTeller teller =
                new CheckpointTeller(log, announcer, clock, meter, published.map(head -> head.checkpoint()
                        .head()));
        return Optional.of(new HeadPublisher(log, signer, lease.get(), receipts, teller, clock, meter, published));
    }
}
