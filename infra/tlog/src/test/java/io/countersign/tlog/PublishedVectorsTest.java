package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedVectorsTest {
    /** As published beside the log. */
    private static final VerifierKey GOLDEN_KEY =
            VerifierKey.parse("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");

    @Test
    void inclusionProofs() throws IOException {
        check(
                "merkle/inclusion",
                98,
                c -> Proofs.verifyInclusion(
                        c.number("leafIdx"), c.number("treeSize"), c.hash("leafHash"), c.proof(), c.hash("root")));
    }

    @Test
    void consistencyProofs() throws IOException {
        check(
                "merkle/consistency",
                98,
                c -> Proofs.verifyConsistency(
                        c.number("size1"), c.number("size2"), c.proof(), c.anyHash("root1"), c.anyHash("root2")));
    }

    @Test
    void subtreeInclusionProofs() throws IOException {
        check(
                "merkle/subtreeinclusion",
                204,
                c -> Proofs.verifySubtreeInclusion(
                        c.number("leafIdx"),
                        c.number("start"),
                        c.number("end"),
                        c.hash("leafHash"),
                        c.proof(),
                        c.hash("root")));
    }

    @Test
    void subtreeConsistencyProofs() throws IOException {
        check(
                "merkle/subtreeconsistency",
                118,
                c -> Proofs.verifySubtreeConsistency(
                        c.number("start"),
                        c.number("end"),
                        c.number("size"),
                        c.proof(),
                        c.anyHash("root1"),
                        c.anyHash("root2")));
    }

    @Test
    void theGoldenLogVerifiesAtEverySizeAndIsReproducedByteForByte(@TempDir Path ours) throws Exception {
        TileStore golden = goldenLog("checkpoint");
        CheckpointVerifier checkpoints = new CheckpointVerifier("example.com/log/testdata", List.of(GOLDEN_KEY));
        TileTree tree = new TileTree(golden);
        Checkpoint last = checkpoints.verify(golden.read("checkpoint").orElseThrow());
        assertThat(last.size()).isEqualTo(15);
        List<byte[]> entries = tree.bundle(0, 15);
        try (LogWriter writer = LogWriter.open(ours)) {
            for (int size = 0; size <= 15; size++) {
                TileStore atSize = goldenLog("checkpoint." + size);
                Checkpoint checkpoint =
                        checkpoints.verify(atSize.read("checkpoint").orElseThrow());
                assertThat(checkpoint.size()).isEqualTo(size);
                assertThat(checkpoint.root()).isEqualTo(NaiveTree.root(entries.subList(0, size)));
                assertThat(new LogVerifier(checkpoints).verify(atSize).findings())
                        .isEmpty();
                if (size == 0) {
                    continue;
                }
                Proofs.verifyConsistency(size, 15, tree.consistency(size, 15), checkpoint.root(), last.root());
                assertThat(writer.append(entries.subList(size - 1, size), new byte[0])
                                .root())
                        .isEqualTo(checkpoint.root());
                for (TilePath path : List.of(TilePath.tile(0, 0, size), TilePath.bundle(0, size))) {
                    assertThat(Files.readAllBytes(writer.logDirectory().resolve(path.path())))
                            .isEqualTo(golden.read(path.path()).orElseThrow());
                }
            }
        }
        assertThat(new LogVerifier(checkpoints).verify(golden).unsignedEntries())
                .isZero();
    }

    private interface Check {
        void run(PublishedVectors.Case vector) throws ProofException;
    }

    private static void check(String name, int atLeast, Check check) throws IOException {
        List<PublishedVectors.Case> cases = PublishedVectors.cases(name);
        assertThat(cases).hasSizeGreaterThanOrEqualTo(atLeast);
        for (PublishedVectors.Case vector : cases) {
            assertThat(isRefused(check, vector)).as(vector.file().toString()).isEqualTo(vector.wantErr());
        }
    }

    private static boolean isRefused(Check check, PublishedVectors.Case vector) {
        try {
            check.run(vector);
            return false;
        } catch (ProofException | IllegalArgumentException e) {
            // IllegalArgumentException: a hash of a wrong length never becomes a value.
            return true;
        }
    }

    /** The published folder keeps one checkpoint per size beside one set of tiles. */
    private static TileStore goldenLog(String checkpoint) {
        FileTileStore files = new FileTileStore(PublishedVectors.directory("tessera-log"));
        Path file = PublishedVectors.directory("tessera-log").resolve(checkpoint);
        return path -> path.equals(TileStore.CHECKPOINT) ? Optional.of(Files.readAllBytes(file)) : files.read(path);
    }

    @Test
    void theGoldenCheckpointFormatsBackToItsBytes() throws Exception {
        byte[] note =
                Files.readAllBytes(PublishedVectors.directory("tessera-log").resolve("checkpoint"));
        SignedNote parsed = SignedNote.parse(note);
        assertThat(parsed.bytes()).isEqualTo(note);
        assertThat(Checkpoint.parse(parsed.text()).noteText())
                .isEqualTo(new String(parsed.text(), StandardCharsets.UTF_8));
    }
}
