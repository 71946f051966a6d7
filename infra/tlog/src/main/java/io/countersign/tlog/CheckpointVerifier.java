package io.countersign.tlog;

import java.util.List;

/**
 * Believes a checkpoint only if <em>every</em> configured key signed it and it names the expected origin. Lines by
 * unknown keys are ignored, as the specification asks; a bad line by a known key refuses the note.
 */
public final class CheckpointVerifier {
    private final String origin;
    private final List<VerifierKey> required;

    public CheckpointVerifier(String origin, List<VerifierKey> required) {
        if (required.isEmpty()) {
            throw new IllegalArgumentException("without a key every checkpoint would be believed");
        }
        this.origin = origin;
        this.required = List.copyOf(required);
    }

    public String origin() {
        return origin;
    }

    public List<VerifierKey> keys() {
        return required;
    }

    public Checkpoint verify(byte[] note) throws ProofException {
        return verify(SignedNote.parse(note));
    }

    public Checkpoint verify(SignedNote note) throws ProofException {
        note.requireSignedBy(required);
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        if (!checkpoint.origin().equals(origin)) {
            throw new ProofException("the checkpoint is of '" + checkpoint.origin() + "', not of '" + origin + "'");
        }
        return checkpoint;
    }
}
