package io.countersign.tlog;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Believes a checkpoint only if <em>every</em> configured key signed it and it names the expected origin. Lines by
 * unknown keys are ignored, as the specification asks; a bad line by a known key refuses the note.
 */
public final class CheckpointVerifier {
    private final String origin;
    private final List<VerifierKey> required;
    /** Receipts of one batch carry one checkpoint, and both its signatures cost more than all else of a receipt. */
    private volatile Optional<Verified> last = Optional.empty();

    private static final class Verified {
        private final byte[] note;
        private final Checkpoint checkpoint;

        private Verified(byte[] note, Checkpoint checkpoint) {
            this.note = note.clone();
            this.checkpoint = checkpoint;
        }
    }

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
        Optional<Verified> same = last.filter(known -> Arrays.equals(known.note, note));
        if (same.isPresent()) {
            return same.get().checkpoint;
        }
        Checkpoint checkpoint = verify(SignedNote.parse(note));
        last = Optional.of(new Verified(note, checkpoint));
        return checkpoint;
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
