package io.countersign.tlog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The hashing rules of RFC 6962 section 2.1 with SHA-256. Pure functions. */
public final class MerkleTree {
    /** Domain separation, RFC 6962 2.1: without it a node could be presented as a leaf. */
    private static final byte LEAF_PREFIX = 0;

    private static final byte NODE_PREFIX = 1;

    private MerkleTree() {}

    public static TreeHash leafHash(byte[] entry) {
        MessageDigest digest = sha256();
        digest.update(LEAF_PREFIX);
        return TreeHash.of(digest.digest(entry));
    }

    public static TreeHash nodeHash(TreeHash left, TreeHash right) {
        MessageDigest digest = sha256();
        digest.update(NODE_PREFIX);
        digest.update(left.shared());
        return TreeHash.of(digest.digest(right.shared()));
    }

    /** The root of no leaves at all is the hash of nothing. */
    public static TreeHash emptyRoot() {
        return TreeHash.of(sha256().digest());
    }

    /** Root over leaf hashes (or over roots of equally large full subtrees), in order. */
    public static TreeHash root(List<TreeHash> hashes) {
        RightEdge edge = RightEdge.empty();
        for (TreeHash hash : hashes) {
            edge = edge.plus(hash);
        }
        return edge.root();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
