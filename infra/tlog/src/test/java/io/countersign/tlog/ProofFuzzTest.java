package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against a known tree, whatever is offered as a proof proves nothing but the truth. The octets: even for inclusion, odd for
 * consistency; index or old size; new size; the hash in question; the proof.
 */
class ProofFuzzTest {
    private static final int HASH = 32;
    private static final int LEAVES = 200;
    private static final List<byte[]> ALL = Leaves.range(0, LEAVES);
    private static final List<TreeHash> ROOTS = IntStream.rangeClosed(0, LEAVES)
            .mapToObj(size -> NaiveTree.root(ALL.subList(0, size)))
            .toList();

    static Stream<Arguments> seeds() {
        return IntStream.iterate(1, size -> size <= LEAVES, size -> size * 2 + 1)
                .boxed()
                .flatMap(size -> {
                    List<byte[]> leaves = ALL.subList(0, size);
                    int at = size * 2 / 3;
                    int old = at + 1;
                    return Stream.of(
                            offer(0, at, size, MerkleTree.leafHash(ALL.get(at)), NaiveTree.path(at, leaves)),
                            offer(1, old, size, ROOTS.get(old), NaiveTree.proof(old, leaves)));
                })
                .map(octets -> Arguments.of((Object) octets));
    }

    private static byte[] offer(int kind, int position, int size, TreeHash hash, List<TreeHash> proof) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(kind);
        out.write(position);
        out.write(size);
        out.writeBytes(hash.bytes());
        proof.forEach(sibling -> out.writeBytes(sibling.bytes()));
        return out.toByteArray();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void provesOnlyTheTruth(byte[] octets) {
        ByteBuffer in = ByteBuffer.wrap(octets);
        if (in.remaining() < 3 + HASH) {
            return;
        }
        boolean inclusion = in.get() % 2 == 0;
        int position = Byte.toUnsignedInt(in.get());
        int size = Byte.toUnsignedInt(in.get()) % (LEAVES + 1);
        TreeHash hash = hash(in);
        List<TreeHash> proof = new ArrayList<>();
        while (in.remaining() >= HASH) {
            proof.add(hash(in));
        }
        try {
            if (inclusion) {
                Proofs.verifyInclusion(position, size, hash, proof, ROOTS.get(size));
                assertThat(hash).isEqualTo(MerkleTree.leafHash(ALL.get(position)));
                assertThat(proof).isEqualTo(NaiveTree.path(position, ALL.subList(0, size)));
            } else {
                Proofs.verifyConsistency(position, size, proof, hash, ROOTS.get(size));
                assertThat(hash).isEqualTo(ROOTS.get(position));
                assertThat(proof).isEqualTo(NaiveTree.proof(position, ALL.subList(0, size)));
            }
        } catch (ProofException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static TreeHash hash(ByteBuffer in) {
        byte[] hash = new byte[HASH];
        in.get(hash);
        return TreeHash.of(hash);
    }
}
