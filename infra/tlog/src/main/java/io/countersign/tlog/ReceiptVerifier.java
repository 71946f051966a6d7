package io.countersign.tlog;

/** Checks that a leaf is in the log: both signatures of the checkpoint, then the path from these very bytes to its root. */
public final class ReceiptVerifier {
    private final CheckpointVerifier checkpoints;

    public ReceiptVerifier(CheckpointVerifier checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** What believes the checkpoints of receipts. */
    public CheckpointVerifier checkpoints() {
        return checkpoints;
    }

    /** The leaf is the entry itself, made or recomputed by the caller: a proof alone says nothing about content. */
    public Checkpoint verify(TlogProof proof, byte[] leaf) throws ProofException {
        Checkpoint checkpoint = checkpoints.verify(proof.checkpointNote());
        Proofs.verifyInclusion(
                proof.index(), checkpoint.size(), MerkleTree.leafHash(leaf), proof.hashes(), checkpoint.root());
        return checkpoint;
    }
}
