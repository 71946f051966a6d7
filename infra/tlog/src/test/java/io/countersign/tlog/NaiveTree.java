package io.countersign.tlog;

import java.util.ArrayList;
import java.util.List;

/** RFC 6962 section 2.1 word for word, over a list in memory: slow, obviously right, and sharing no code path. */
final class NaiveTree {
    private NaiveTree() {}

    static TreeHash root(List<byte[]> leaves) {
        int n = leaves.size();
        if (n == 0) {
            return MerkleTree.emptyRoot();
        }
        if (n == 1) {
            return MerkleTree.leafHash(leaves.get(0));
        }
        int k = split(n);
        return MerkleTree.nodeHash(root(leaves.subList(0, k)), root(leaves.subList(k, n)));
    }

    /** PATH(m, D[n]). */
    static List<TreeHash> path(int m, List<byte[]> leaves) {
        int n = leaves.size();
        if (n == 1) {
            return List.of();
        }
        int k = split(n);
        List<byte[]> left = leaves.subList(0, k);
        List<byte[]> right = leaves.subList(k, n);
        return m < k ? with(path(m, left), root(right)) : with(path(m - k, right), root(left));
    }

    /** PROOF(m, D[n]). */
    static List<TreeHash> proof(int m, List<byte[]> leaves) {
        return subproof(m, leaves, true);
    }

    private static List<TreeHash> subproof(int m, List<byte[]> leaves, boolean known) {
        int n = leaves.size();
        if (m == n) {
            return known ? List.of() : List.of(root(leaves));
        }
        int k = split(n);
        List<byte[]> left = leaves.subList(0, k);
        List<byte[]> right = leaves.subList(k, n);
        return m <= k ? with(subproof(m, left, known), root(right)) : with(subproof(m - k, right, false), root(left));
    }

    private static int split(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }

    private static List<TreeHash> with(List<TreeHash> hashes, TreeHash last) {
        List<TreeHash> all = new ArrayList<>(hashes);
        all.add(last);
        return all;
    }
}
