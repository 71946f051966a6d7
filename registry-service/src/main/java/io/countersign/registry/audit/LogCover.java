package io.countersign.registry.audit;

import io.countersign.contracts.Bytes;
import io.countersign.orders.LogTrust;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.ReceiptVerifier;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.VerifierKey;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether the log holds an event: believed for exactly the bytes that were sent, under every log key of the trust document. */
public final class LogCover {
    private final Supplier<LogTrust> log;
    private final Receipts receipts;

    /** @param log as the trust document in force names it */
    public LogCover(Supplier<LogTrust> log, Receipts receipts) {
        this.log = log;
        this.receipts = receipts;
    }

    /**
     * Whether there is proof now.
     *
     * @throws ProofException when there is a receipt, but it proves something else
     * @throws IOException when the log could not be asked
     */
    boolean holds(String eventId, Bytes event) throws ProofException, IOException, InterruptedException {
        return proof(eventId, event).isPresent();
    }

    /** The receipt, if there is one, verified as {@link #holds} does. */
    Optional<byte[]> proof(String eventId, Bytes event) throws ProofException, IOException, InterruptedException {
        Optional<byte[]> receipt = receipts.of(eventId);
        if (receipt.isPresent()) {
            verifier().verify(TlogProof.parse(receipt.get()), event.toArray());
        }
        return receipt;
    }

    private ReceiptVerifier verifier() {
        LogTrust trusted = log.get();
        return new ReceiptVerifier(new CheckpointVerifier(
                trusted.origin(),
                trusted.keys().stream().map(VerifierKey::parse).toList()));
    }
}
