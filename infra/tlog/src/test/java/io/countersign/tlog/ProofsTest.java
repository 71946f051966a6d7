package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofsTest {
    private static final int LARGEST = 66;

    @Test
    void acceptsEveryInclusionProofOfTheNaiveTreeAndOnlyAtItsPlace() {
        for (int size = 1; size <= LARGEST; size++) {
            List<byte[]> leaves = Leaves.range(0, size);
            TreeHash root = NaiveTree.root(leaves);
            for (int index = 0; index < size; index++) {
                List<TreeHash> proof = NaiveTree.path(index, leaves);
                TreeHash leaf = MerkleTree.leafHash(leaves.get(index));
                int at = index;
                int in = size;
                assertThatCode(() -> Proofs.verifyInclusion(at, in, leaf, proof, root))
                        .doesNotThrowAnyException();
                refusesInclusion(at + 1, in, leaf, proof, root);
                refusesInclusion(at, in, MerkleTree.emptyRoot(), proof, root);
                for (List<TreeHash> spoiled : spoiled(proof, leaf)) {
                    refusesInclusion(at, in, leaf, spoiled, root);
                }
            }
        }
    }

    @Test
    void acceptsEveryConsistencyProofOfTheNaiveTreeAndOnlyThat() {
        for (int size = 1; size <= LARGEST; size++) {
            List<byte[]> leaves = Leaves.range(0, size);
            TreeHash root = NaiveTree.root(leaves);
            for (int old = 1; old <= size; old++) {
                TreeHash oldRoot = NaiveTree.root(leaves.subList(0, old));
                List<TreeHash> proof = NaiveTree.proof(old, leaves);
                int from = old;
                int to = size;
                assertThatCode(() -> Proofs.verifyConsistency(from, to, proof, oldRoot, root))
                        .doesNotThrowAnyException();
                TreeHash other = MerkleTree.leafHash(new byte[] {9});
                refusesConsistency(from, to, proof, other, root);
                refusesConsistency(from, to, proof, oldRoot, other);
                for (List<TreeHash> spoiled : spoiled(proof, other)) {
                    refusesConsistency(from, to, spoiled, oldRoot, root);
                }
            }
        }
    }

    @Test
    void refusesPositionsThatNoTreeHas() {
        TreeHash hash = MerkleTree.emptyRoot();
        refusesInclusion(0, 0, hash, List.of(), hash);
        refusesInclusion(-1, 1, hash, List.of(), hash);
        refusesInclusion(Long.MAX_VALUE, Long.MAX_VALUE, hash, List.of(), hash);
        refusesConsistency(0, 0, List.of(), hash, hash);
        refusesConsistency(0, 5, List.of(), hash, hash);
        refusesConsistency(-1, 5, List.of(), hash, hash);
        refusesConsistency(6, 5, List.of(), hash, hash);
    }

    private static List<List<TreeHash>> spoiled(List<TreeHash> proof, TreeHash foreign) {
        List<List<TreeHash>> all = new ArrayList<>();
        List<TreeHash> longer = new ArrayList<>(proof);
        longer.add(foreign);
        all.add(longer);
        if (!proof.isEmpty()) {
            all.add(proof.subList(0, proof.size() - 1));
            all.add(proof.subList(1, proof.size()));
            List<TreeHash> changed = new ArrayList<>(proof);
            byte[] flipped = proof.get(proof.size() / 2).bytes();
            flipped[7] ^= 1;
            changed.set(proof.size() / 2, TreeHash.of(flipped));
            all.add(changed);
        }
        return all;
    }

    private static void refusesInclusion(long index, long size, TreeHash leaf, List<TreeHash> proof, TreeHash root) {
        assertThatThrownBy(() -> Proofs.verifyInclusion(index, size, leaf, proof, root))
                .as("leaf %d in %d", index, size)
                .isInstanceOf(ProofException.class);
    }

    private static void refusesConsistency(long from, long to, List<TreeHash> proof, TreeHash old, TreeHash root) {
        assertThatThrownBy(() -> Proofs.verifyConsistency(from, to, proof, old, root))
                .as("%d to %d", from, to)
                .isInstanceOf(ProofException.class);
    }
}
