package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
    private static final byte[] SIDE = {1, 2, 3};

    @TempDir
    Path directory;

    private TestLogKeys keys;

    @BeforeEach
    void makeKeys() throws Exception {
        keys = TestLogKeys.generate("example.com/log");
    }

    @Test
    void everySizeReachedByUnevenBatchesHasTheNaiveRootAndProofs() throws Exception {
        int[] batches = {1, 1, 3, 0, 60, 190, 1, 1, 255, 8};
        int size = 0;
        try (LogWriter log = LogWriter.open(directory)) {
            for (int batch : batches) {
                TreeHead head = log.append(Leaves.range(size, size + batch), SIDE);
                size += batch;
                List<byte[]> leaves = Leaves.range(0, size);
                assertThat(head).isEqualTo(new TreeHead(size, NaiveTree.root(leaves)));
                assertThat(log.tree().root(size)).isEqualTo(head.root());
            }
            for (int at = 1; at <= size; at += 13) {
                List<byte[]> leaves = Leaves.range(0, at);
                assertThat(log.tree().root(at)).isEqualTo(NaiveTree.root(leaves));
                for (int index = 0; index < at; index += 29) {
                    assertThat(log.tree().inclusion(index, at)).isEqualTo(NaiveTree.path(index, leaves));
                    assertThat(log.tree().consistency(index, at))
                            .isEqualTo(index == 0 ? List.of() : NaiveTree.proof(index, leaves));
                    assertThat(log.tree().leaf(index, at)).isEqualTo(Leaves.leaf(index));
                }
            }
        }
    }

    @Test
    void allProofsOfSmallLogsAreThoseOfTheNaiveTree() throws Exception {
        try (LogWriter log = LogWriter.open(directory)) {
            for (int size = 1; size <= 40; size++) {
                log.append(Leaves.range(size - 1, size), SIDE);
                List<byte[]> leaves = Leaves.range(0, size);
                for (int index = 0; index < size; index++) {
                    assertThat(log.tree().inclusion(index, size)).isEqualTo(NaiveTree.path(index, leaves));
                    assertThat(log.tree().consistency(index + 1, size)).isEqualTo(NaiveTree.proof(index + 1, leaves));
                }
            }
        }
    }

    @Test
    void aTreeOfThreeLevelsReopensWithTheSameRootAndProvableLeaves() throws Exception {
        int size = 256 * 256 + 700;
        TreeHead head;
        try (LogWriter log = LogWriter.open(directory)) {
            log.append(Leaves.range(0, 65_000), SIDE);
            head = log.append(Leaves.range(65_000, size), SIDE);
        }
        assertThat(directory.resolve("log/tile/2/000.p/1")).exists();
        try (LogWriter log = LogWriter.open(directory)) {
            assertThat(log.head()).isEqualTo(head);
            assertThat(log.sideState()).isEqualTo(SIDE);
            for (int index : new int[] {0, 255, 256, 65_535, 65_536, size - 1}) {
                Proofs.verifyInclusion(
                        index,
                        size,
                        MerkleTree.leafHash(Leaves.leaf(index)),
                        log.tree().inclusion(index, size),
                        head.root());
            }
            TreeHead next = log.append(Leaves.range(size, size + 1), SIDE);
            Proofs.verifyConsistency(
                    size, size + 1L, log.tree().consistency(size, size + 1L), head.root(), next.root());
        }
    }

    @Test
    void partialsGoOnceTheFullFileExistsAndOlderSizesStayReadable() throws Exception {
        try (LogWriter log = LogWriter.open(directory)) {
            log.append(Leaves.range(0, 100), SIDE);
            assertThat(directory.resolve("log/tile/0/000.p/100")).exists();
            log.append(Leaves.range(100, 300), SIDE);
            assertThat(directory.resolve("log/tile/0/000.p")).doesNotExist();
            assertThat(directory.resolve("log/tile/entries/000.p")).doesNotExist();
            assertThat(log.tree().root(100)).isEqualTo(NaiveTree.root(Leaves.range(0, 100)));
            assertThat(log.tree().leaf(99, 100)).isEqualTo(Leaves.leaf(99));
        }
    }

    @Test
    void aBatchWithoutEntriesMovesTheSideStateAlone() throws Exception {
        try (LogWriter log = LogWriter.open(directory)) {
            TreeHead head = log.append(Leaves.range(0, 2), SIDE);
            assertThat(log.append(List.of(), new byte[] {9})).isEqualTo(head);
        }
        try (LogWriter log = LogWriter.open(directory)) {
            assertThat(log.sideState()).containsExactly(9);
            assertThat(log.head().size()).isEqualTo(2);
        }
    }

    @Test
    void refusesASecondWriter() throws Exception {
        try (LogWriter log = LogWriter.open(directory)) {
            assertThat(log.head().size()).isZero();
            assertThatThrownBy(() -> LogWriter.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already open");
        }
    }

    @Test
    void refusesAnEntryThatABundleCannotHoldAndStaysUsable() throws Exception {
        try (LogWriter log = LogWriter.open(directory)) {
            assertThatThrownBy(() -> log.append(List.of(new byte[65_536]), SIDE))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(log.append(List.of(new byte[65_535], new byte[0]), SIDE).size())
                    .isEqualTo(2);
            assertThat(log.tree().leaf(0, 2)).hasSize(65_535);
            assertThat(log.tree().leaf(1, 2)).isEmpty();
        }
    }

    @Test
    void publishesOnlyACheckpointOfThisLog() throws Exception {
        try (LogWriter log = LogWriter.open(directory)) {
            TreeHead head = log.append(Leaves.range(0, 5), SIDE);
            assertThat(log.checkpoint()).isEmpty();
            byte[] note = keys.sign(head);
            log.publish(note);
            assertThat(log.checkpoint().orElseThrow()).isEqualTo(note);
            byte[] tooLarge = keys.sign(new TreeHead(6, head.root()));
            byte[] otherRoot = keys.sign(new TreeHead(5, MerkleTree.emptyRoot()));
            assertThatThrownBy(() -> log.publish(tooLarge)).isInstanceOf(ProofException.class);
            assertThatThrownBy(() -> log.publish(otherRoot)).isInstanceOf(ProofException.class);
            assertThat(log.checkpoint().orElseThrow()).isEqualTo(note);
        }
    }

    @Test
    void doesNotOpenALogThatIsOlderThanItsCheckpoint() throws Exception {
        byte[] olderState;
        try (LogWriter log = LogWriter.open(directory)) {
            log.append(Leaves.range(0, 5), SIDE);
            olderState = Files.readAllBytes(directory.resolve("state"));
            log.publish(keys.sign(log.append(Leaves.range(5, 8), SIDE)));
        }
        Files.write(directory.resolve("state"), olderState);
        refusesToOpen("older than what it published");
    }

    @Test
    void doesNotOpenALogWithoutItsState() throws Exception {
        try (LogWriter log = LogWriter.open(directory)) {
            log.append(Leaves.range(0, 5), SIDE);
        }
        Files.delete(directory.resolve("state"));
        refusesToOpen("state file is missing");
    }

    @Test
    void doesNotOpenALogWithADamagedEdge() throws Exception {
        try (LogWriter log = LogWriter.open(directory)) {
            log.publish(keys.sign(log.append(Leaves.range(0, 300), SIDE)));
        }
        for (String file : List.of(
                "log/tile/0/001.p/44", "log/tile/1/000.p/1", "log/tile/entries/001.p/44", "log/checkpoint", "state")) {
            byte[] sound = Files.readAllBytes(directory.resolve(file));
            byte[] damaged = sound.clone();
            // In the checkpoint, the first digit of the size: its signatures are not the writer's to check.
            damaged[file.endsWith("checkpoint") ? "example.com/log\n".length() : sound.length / 2] ^= 4;
            Files.write(directory.resolve(file), damaged);
            assertThatThrownBy(() -> LogWriter.open(directory)).as(file).isInstanceOf(LogCorruptException.class);
            Files.write(directory.resolve(file), sound);
        }
        LogWriter.open(directory).close();
    }

    private void refusesToOpen(String reason) {
        assertThatThrownBy(() -> LogWriter.open(directory))
                .isInstanceOf(LogCorruptException.class)
                .hasMessageContaining(reason);
    }
}
