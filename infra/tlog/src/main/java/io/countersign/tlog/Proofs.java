package io.countersign.tlog;

import java.util.List;

/**
 * Checks of Merkle proofs: RFC 9162 2.1.3.2 (inclusion) and 2.1.4.2 (consistency), and their generalisation to aligned
 * subtrees, which C2SP tlog-cosignature needs. A proof must have exactly the length that its positions imply.
 */
public final class Proofs {
    private Proofs() {}

    public static void verifyInclusion(long index, long size, TreeHash leafHash, List<TreeHash> proof, TreeHash root)
            throws ProofException {
        if (index < 0 || size < 0 || index >= size) {
            throw new ProofException("leaf " + index + " is not in a tree of size " + size);
        }
        long fn = index;
        long sn = size - 1;
        TreeHash hash = leafHash;
        for (TreeHash sibling : proof) {
            if (sn == 0) {
                throw new ProofException("the inclusion proof is too long");
            }
            if ((fn & 1) == 1 || fn == sn) {
                hash = MerkleTree.nodeHash(sibling, hash);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                hash = MerkleTree.nodeHash(hash, sibling);
            }
            fn >>= 1;
            sn >>= 1;
        }
        if (sn != 0) {
            throw new ProofException("the inclusion proof is too short");
        }
        if (!hash.equals(root)) {
            throw new ProofException("the inclusion proof leads to another root");
        }
    }

    /** {@code oldSize} zero is refused: an empty tree is consistent with everything, so it proves nothing. */
    public static void verifyConsistency(
            long oldSize, long newSize, List<TreeHash> proof, TreeHash oldRoot, TreeHash newRoot)
            throws ProofException {
        if (oldSize < 1 || oldSize > newSize) {
            throw new ProofException("no consistency proof leads from size " + oldSize + " to size " + newSize);
        }
        verifySubtreeConsistency(0, oldSize, newSize, proof, oldRoot, newRoot);
    }

    /** That leaf {@code index} is in the subtree over leaves {@code [start, end)} whose root is given. */
    public static void verifySubtreeInclusion(
            long index, long start, long end, TreeHash leafHash, List<TreeHash> proof, TreeHash subtreeRoot)
            throws ProofException {
        requireAligned(start, end);
        verifyInclusion(index - start, end - start, leafHash, proof, subtreeRoot);
    }

    /** That the subtree over leaves {@code [start, end)} is part of the tree of {@code size} leaves. */
    public static void verifySubtreeConsistency(
            long start, long end, long size, List<TreeHash> proof, TreeHash subtreeRoot, TreeHash root)
            throws ProofException {
        if (start == end) {
            verifyEmptySubtree(start, size, proof, subtreeRoot);
            return;
        }
        requireAligned(start, end);
        if (end > size) {
            throw new ProofException("leaves up to " + end + " are not in a tree of size " + size);
        }
        long fn = start;
        long sn = end - 1;
        long tn = size - 1;
        // Climb to where the proof starts: past the right edge when both edges are one, else while sn is a right child.
        while (fn != sn && (sn == tn || (sn & 1) == 1)) {
            fn >>= 1;
            sn >>= 1;
            tn >>= 1;
        }
        boolean whole = fn == sn;
        if (!whole && proof.isEmpty()) {
            throw new ProofException("the consistency proof is too short");
        }
        TreeHash first = whole ? subtreeRoot : proof.get(0);
        TreeHash subtree = first;
        TreeHash tree = first;
        for (TreeHash sibling : whole ? proof : proof.subList(1, proof.size())) {
            if (tn == 0) {
                throw new ProofException("the consistency proof is too long");
            }
            if ((sn & 1) == 1 || sn == tn) {
                if (fn < sn) {
                    subtree = MerkleTree.nodeHash(sibling, subtree);
                }
                tree = MerkleTree.nodeHash(sibling, tree);
                while ((sn & 1) == 0 && sn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                    tn >>= 1;
                }
            } else {
                tree = MerkleTree.nodeHash(tree, sibling);
            }
            fn >>= 1;
            sn >>= 1;
            tn >>= 1;
        }
        if (tn != 0) {
            throw new ProofException("the consistency proof is too short");
        }
        if (!subtree.equals(subtreeRoot)) {
            throw new ProofException("the consistency proof does not lead to the old root");
        }
        if (!tree.equals(root)) {
            throw new ProofException("the consistency proof does not lead to the new root");
        }
    }

    private static void verifyEmptySubtree(long start, long size, List<TreeHash> proof, TreeHash subtreeRoot)
            throws ProofException {
        if (start < 0 || start > size || !proof.isEmpty() || !subtreeRoot.equals(MerkleTree.emptyRoot())) {
            throw new ProofException("an empty subtree has the empty root and an empty proof");
        }
    }

    /** A subtree of the tree starts at a multiple of the power of two that holds it. */
    private static void requireAligned(long start, long end) throws ProofException {
        if (start < 0 || end <= start) {
            throw new ProofException("leaves " + start + " to " + end + " are no subtree");
        }
        long highest = Long.highestOneBit(end - start);
        long holding = highest == end - start ? highest : highest << 1;
        if (holding <= 0 || (start & (holding - 1)) != 0) {
            throw new ProofException("leaves " + start + " to " + end + " are no aligned subtree");
        }
    }
}
