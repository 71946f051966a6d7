package io.countersign.tlog;

import java.util.ArrayList;
import java.util.List;

/**
 * The roots of the full subtrees that make up a tree of {@code size} leaves, largest (leftmost) first: one per set bit
 * of the size. This is all that is needed to append, and to name the root.
 */
public record RightEdge(long size, List<TreeHash> subtrees) {
    public RightEdge {
        subtrees = List.copyOf(subtrees);
        if (size < 0 || subtrees.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(
                    "a tree of size " + size + " cannot have " + subtrees.size() + " full subtrees");
        }
    }

    public static RightEdge empty() {
        return new RightEdge(0, List.of());
    }

    public RightEdge plus(TreeHash leafHash) {
        List<TreeHash> next = new ArrayList<>(subtrees);
        TreeHash carried = leafHash;
        // Each trailing one bit of the size is a full subtree as large as the one carried: they merge.
        for (int merges = Long.numberOfTrailingZeros(~size); merges > 0; merges--) {
            carried = MerkleTree.nodeHash(next.remove(next.size() - 1), carried);
        }
        next.add(carried);
        return new RightEdge(size + 1, next);
    }

    public TreeHash root() {
        if (subtrees.isEmpty()) {
            return MerkleTree.emptyRoot();
        }
        TreeHash root = subtrees.get(subtrees.size() - 1);
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = MerkleTree.nodeHash(subtrees.get(i), root);
        }
        return root;
    }
}
