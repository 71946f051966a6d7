package io.countersign.tlog;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/**
 * What a log signs when it holds an intent but answers no receipt for it: three lines, each ended by a newline.
 *
 * <pre>
 * origin/withheld
 * event id of the intent without a receipt
 * event id of the intent that came first
 * </pre>
 *
 * It cannot pass for a checkpoint of this log: the first line is not its origin, the second no number.
 */
public record WithheldNote(String origin, String intent, String first) {
    private static final String CONTEXT = "/withheld";

    public WithheldNote {
        NoteSignature.requireName(origin);
        requireLine(intent);
        requireLine(first);
    }

    public String text() {
        return origin + CONTEXT + "\n" + intent + "\n" + first + "\n";
    }

    /** The signed note, one line per signer. */
    public byte[] sign(List<NoteSigner> signers) throws GeneralSecurityException {
        return SignedNote.sign(text(), signers).bytes();
    }

    /** Whether every one of these keys signed exactly this; lines by other keys are ignored, as in checkpoints. */
    public void verify(byte[] note, List<VerifierKey> keys) throws ProofException {
        SignedNote signed = SignedNote.parse(note);
        signed.requireSignedBy(keys);
        if (!Arrays.equals(signed.text(), text().getBytes(StandardCharsets.UTF_8))) {
            throw new ProofException("the note does not withhold the receipt of " + intent + " for " + first);
        }
    }

    /** An event id is base64url: nothing else may move a line of what is signed. */
    private static void requireLine(String id) {
        boolean plain = !id.isEmpty()
                && id.chars()
                        .allMatch(c -> c == '-'
                                || c == '_'
                                || (c >= '0' && c <= '9')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= 'a' && c <= 'z'));
        if (!plain) {
            throw new IllegalArgumentException("not an event id: '" + id + "'");
        }
    }
}
