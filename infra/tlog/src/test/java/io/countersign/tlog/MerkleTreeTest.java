package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    @Test
    void theEmptyTreeHasTheHashOfNothing() {
        assertThat(HexFormat.of().formatHex(MerkleTree.root(List.of()).bytes()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void leafAndNodeHashesAreSeparatedByTheirPrefix() {
        // Known from RFC 6962: the hash of an empty leaf is SHA-256 of a single zero byte.
        assertThat(HexFormat.of().formatHex(MerkleTree.leafHash(new byte[0]).bytes()))
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        TreeHash leaf = MerkleTree.leafHash(new byte[0]);
        byte[] both = new byte[64];
        leaf.copyTo(both, 0);
        leaf.copyTo(both, 32);
        assertThat(MerkleTree.nodeHash(leaf, leaf)).isNotEqualTo(MerkleTree.leafHash(both));
    }

    @Test
    void rootsOfAllSmallSizesAreThoseOfTheNaiveTree() {
        List<byte[]> leaves = Leaves.range(0, 520);
        RightEdge edge = RightEdge.empty();
        for (int size = 0; size <= 520; size++) {
            assertThat(edge.root()).as("size %d", size).isEqualTo(NaiveTree.root(leaves.subList(0, size)));
            if (size < 520) {
                edge = edge.plus(MerkleTree.leafHash(leaves.get(size)));
            }
        }
    }

    @Test
    void refusesAHashOfAnotherLengthOrSpelling() {
        assertThatThrownBy(() -> TreeHash.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        String good = MerkleTree.emptyRoot().toString();
        assertThat(TreeHash.parse(good)).isEqualTo(MerkleTree.emptyRoot());
        // 'U' and 'V' differ only in bits that base64 does not use here.
        String sloppy = good.replace("U=", "V=");
        assertThat(sloppy).isNotEqualTo(good);
        assertThatThrownBy(() -> TreeHash.parse(sloppy)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TreeHash.parse(good.replace("=", ""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEdgeHasOneSubtreePerSetBitOfItsSize() {
        assertThatThrownBy(() -> new RightEdge(3, List.of(MerkleTree.emptyRoot())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
