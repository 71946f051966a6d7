package io.countersign.tlog;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** One signature line of a note: key name (no white space, no plus sign), four bytes of key id, signature. */
public final class NoteSignature {
    /** U+2014 and a space start each line. */
    private static final String PREFIX = "\u2014 ";

    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Z}\\p{Cntrl}+]+", Pattern.UNICODE_CHARACTER_CLASS);

    private final String name;
    private final int keyId;
    private final byte[] signature;

    public NoteSignature(String name, int keyId, byte[] signature) {
        requireName(name);
        this.name = name;
        this.keyId = keyId;
        this.signature = signature.clone();
        if (signature.length == 0) {
            throw new IllegalArgumentException("the signature of " + name + " is empty");
        }
    }

    public String name() {
        return name;
    }

    /** Tells keys of one name apart. */
    public int keyId() {
        return keyId;
    }

    /** What follows the key id, in the form of the key's type. */
    public byte[] signature() {
        return signature.clone();
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a key name: '" + name + "'");
        }
    }

    /** The four bytes as in a verifier key. */
    static String hex(int keyId) {
        return HexFormat.of().toHexDigits(keyId);
    }

    String line() {
        byte[] blob = ByteBuffer.allocate(4 + signature.length)
                .putInt(keyId)
                .put(signature)
                .array();
        return PREFIX + name + " " + StrictBase64.encode(blob);
    }

    static NoteSignature parse(String line) throws ProofException {
        int space = line.lastIndexOf(' ');
        if (!line.startsWith(PREFIX) || space < PREFIX.length()) {
            throw new ProofException("not a signature line: '" + line + "'");
        }
        try {
            byte[] blob = StrictBase64.decode(line.substring(space + 1));
            if (blob.length < 5) {
                throw new ProofException("a signature line carries a key id and a signature: '" + line + "'");
            }
            byte[] signature = new byte[blob.length - 4];
            System.arraycopy(blob, 4, signature, 0, signature.length);
            return new NoteSignature(
                    line.substring(PREFIX.length(), space),
                    ByteBuffer.wrap(blob).getInt(),
                    signature);
        } catch (IllegalArgumentException e) {
            throw new ProofException("not a signature line: '" + line + "': " + e.getMessage(), e);
        }
    }
}
