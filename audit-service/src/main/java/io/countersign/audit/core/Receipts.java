package io.countersign.audit.core;

import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.LogCorruptException;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.ReceiptVerifier;
import io.countersign.tlog.TlogProof;
import java.io.IOException;
import java.util.Optional;

/** Makes receipts, and verifies each one as its receiver will before it leaves: a bad one would only be found far away. */
public final class Receipts {
    private final AuditLog log;
    private final ReceiptVerifier verifier;

    public Receipts(AuditLog log, CheckpointVerifier checkpoints) {
        this.log = log;
        this.verifier = new ReceiptVerifier(checkpoints);
    }

    /** The leaf must be before the checkpoint's size. */
    public TlogProof receipt(long leafIndex, Published published) throws IOException {
        long size = published.checkpoint().size();
        TlogProof proof = new TlogProof(
                leafIndex,
                log.tree().inclusion(leafIndex, size),
                published.note().toArray(),
                Optional.empty());
        try {
            verifier.verify(proof, log.leaf(leafIndex));
            return proof;
        } catch (ProofException e) {
            throw new LogCorruptException("leaf " + leafIndex + " cannot be proved: " + e.getMessage(), e);
        }
    }
}
