package io.countersign.audit.core;

import io.countersign.contracts.Bytes;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.NoteSigner;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.Proofs;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.TileTree;
import io.countersign.tlog.TreeHead;
import io.countersign.tlog.WithheldNote;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * Signs heads, each only after it was shown to continue the one before, and reads every note back with the public keys
 * that others will use.
 */
public final class HeadSigner {
    private final String origin;
    private final List<NoteSigner> signers;
    private final CheckpointVerifier verifier;

    public HeadSigner(CheckpointVerifier verifier, List<NoteSigner> signers) {
        this.origin = verifier.origin();
        this.signers = List.copyOf(signers);
        this.verifier = verifier;
    }

    CheckpointVerifier verifier() {
        return verifier;
    }

    Published sign(TreeHead before, TreeHead next, TileTree tree)
            throws OutageException, HeadRefusedException, IOException {
        requireContinues(before, next, tree);
        try {
            byte[] note = SignedNote.sign(new Checkpoint(origin, next.size(), next.root()).noteText(), signers)
                    .bytes();
            return new Published(verifier.verify(note), Bytes.of(note));
        } catch (GeneralSecurityException e) {
            throw new OutageException("the log keys cannot sign: " + e.getMessage(), e);
        } catch (ProofException e) {
            throw new HeadRefusedException("the token signs with other keys than configured: " + e.getMessage(), e);
        }
    }

    /** The log's word, under the same keys as its heads, that this intent gets no receipt. */
    byte[] withhold(String intent, String first) throws OutageException {
        WithheldNote withheld = new WithheldNote(origin, intent, first);
        try {
            byte[] note = withheld.sign(signers);
            withheld.verify(note, verifier.keys());
            return note;
        } catch (GeneralSecurityException e) {
            throw new OutageException("the log keys cannot sign: " + e.getMessage(), e);
        } catch (ProofException e) {
            throw new OutageException("the token signs with other keys than configured: " + e.getMessage(), e);
        }
    }

    private static void requireContinues(TreeHead before, TreeHead next, TileTree tree)
            throws HeadRefusedException, IOException {
        if (before.size() == 0) {
            return;
        }
        try {
            Proofs.verifyConsistency(
                    before.size(),
                    next.size(),
                    tree.consistency(before.size(), next.size()),
                    before.root(),
                    next.root());
        } catch (ProofException | IllegalArgumentException e) {
            throw new HeadRefusedException(
                    "the log of size " + next.size() + " does not continue the signed one of size " + before.size(), e);
        }
    }
}
