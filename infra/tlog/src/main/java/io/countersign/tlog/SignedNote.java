package io.countersign.tlog;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** A C2SP signed note v1.0.0: UTF-8 text ending in a newline, an empty line, signature lines. */
public final class SignedNote {
    /** Bounds against hostile input; a checkpoint with two signatures has about 400 bytes. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_SIGNATURES = 64;

    private final byte[] text;
    private final List<NoteSignature> signatures;

    private SignedNote(byte[] ownedText, List<NoteSignature> signatures) {
        this.text = ownedText;
        this.signatures = List.copyOf(signatures);
        if (signatures.isEmpty()) {
            throw new IllegalArgumentException("a note without a signature is no signed note");
        }
    }

    /** Signs the text with each signer, in order. */
    public static SignedNote sign(String text, List<NoteSigner> signers) throws GeneralSecurityException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!text.endsWith("\n") || hasControl(text)) {
            throw new IllegalArgumentException("a note is lines of text, each ended by a newline");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (NoteSigner signer : signers) {
            signatures.add(new NoteSignature(signer.keyName(), signer.keyId(), signer.sign(bytes)));
        }
        return new SignedNote(bytes, signatures);
    }

    public static SignedNote parse(byte[] note) throws ProofException {
        if (note.length > MAX_BYTES) {
            throw new ProofException("a note of " + note.length + " bytes is over the limit of " + MAX_BYTES);
        }
        String all = decodeUtf8(note);
        // The text itself may hold empty lines, so the last one separates.
        int split = all.lastIndexOf("\n\n");
        if (split < 0 || !all.endsWith("\n") || hasControl(all)) {
            throw new ProofException("not a signed note");
        }
        List<String> lines = all.substring(split + 2).lines().toList();
        if (lines.isEmpty() || lines.size() > MAX_SIGNATURES) {
            throw new ProofException("a signed note has 1 to " + MAX_SIGNATURES + " signatures");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : lines) {
            signatures.add(NoteSignature.parse(line));
        }
        return new SignedNote(all.substring(0, split + 1).getBytes(StandardCharsets.UTF_8), signatures);
    }

    /** The signed bytes, with their last newline. */
    public byte[] text() {
        return text.clone();
    }

    public List<NoteSignature> signatures() {
        return signatures;
    }

    /**
     * Refuses the note unless <em>every</em> one of these keys signed it. Lines by unknown keys are ignored, as the
     * specification asks; a bad line by a known key refuses the note.
     */
    public void requireSignedBy(List<VerifierKey> keys) throws ProofException {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("without a key every note would be believed");
        }
        for (VerifierKey key : keys) {
            List<NoteSignature> lines = signatures.stream().filter(key::madeBy).toList();
            if (lines.isEmpty()) {
                throw new ProofException("the note is not signed by " + key);
            }
            for (NoteSignature line : lines) {
                if (!key.verifies(text, line.signature())) {
                    throw new ProofException("the note's signature by " + key + " is wrong");
                }
            }
        }
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text);
        out.write('\n');
        for (NoteSignature signature : signatures) {
            out.writeBytes((signature.line() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static String decodeUtf8(byte[] note) throws ProofException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(note))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProofException("a note is UTF-8 text", e);
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c != '\n' && (c < 0x20 || c == 0x7f));
    }
}
