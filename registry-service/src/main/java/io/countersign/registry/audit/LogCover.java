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

/** Whether the log holds an event: believed for exactly the bytes that were sent, under every log key of the trust document. */
public final class LogCover {
    private final Receipts receipts;
    private final ReceiptVerifier verifier;

    /** @throws IllegalArgumentException when the trust document's log keys are none */
    public LogCover(LogTrust log, Receipts receipts) {
        this.receipts = receipts;
        this.verifier = new ReceiptVerifier(new CheckpointVerifier(
                log.origin(), log.keys().stream().map(VerifierKey::parse).toList()));
    }

    /**
     * Whether there is proof now.
     *
     * @throws ProofException when there is a receipt, but it proves something else
     * @throws IOException when the log could not be asked
     */
    boolean holds(String eventId, Bytes event) throws ProofException, IOException, InterruptedException {
        Optional<byte[]> receipt = receipts.of(eventId);
        if (receipt.isEmpty()) {
            return false;
        }
        verifier.verify(TlogProof.parse(receipt.get()), event.toArray());
        return true;
    }
}
