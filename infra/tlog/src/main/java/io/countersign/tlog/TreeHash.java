package io.countersign.tlog;

import java.util.Arrays;
import java.util.Base64;

/** A SHA-256 value of the tree: leaf hash, node hash or root. Exactly 32 bytes, immutable. */
public final class TreeHash {
    public static final int BYTES = 32;

    private final byte[] bytes;

    private TreeHash(byte[] owned) {
        this.bytes = owned;
    }

    public static TreeHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a tree hash has 32 bytes, not " + bytes.length);
        }
        return new TreeHash(bytes.clone());
    }

    /** The hash that stands at position {@code index} of a tile's bytes. */
    static TreeHash at(byte[] tile, int index) {
        return new TreeHash(Arrays.copyOfRange(tile, index * BYTES, (index + 1) * BYTES));
    }

    /** Standard base64 of 44 characters, as in checkpoints and proofs; any other spelling is refused. */
    public static TreeHash parse(String base64) {
        byte[] decoded = StrictBase64.decode(base64);
        if (decoded.length != BYTES) {
            throw new IllegalArgumentException("a tree hash has 32 bytes, not " + decoded.length);
        }
        return new TreeHash(decoded);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, BYTES);
    }

    /** The hash itself, not a copy: for feeding a digest inside this package only. */
    byte[] shared() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Base64, the form that checkpoints and proofs use. */
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
