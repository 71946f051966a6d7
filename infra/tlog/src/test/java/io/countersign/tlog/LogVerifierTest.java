package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogVerifierTest {
    private static final byte[] SIDE = {};
    private static final int SIGNED = 700;

    @TempDir
    Path root;

    private TestLogKeys keys;
    private Path log;

    @BeforeEach
    void writeALogWithAnUnsignedTail() throws Exception {
        keys = TestLogKeys.generate("example.com/log");
        try (LogWriter writer = LogWriter.open(root)) {
            writer.append(Leaves.range(0, 600), SIDE);
            writer.publish(keys.sign(writer.append(Leaves.range(600, SIGNED), SIDE)));
            writer.append(Leaves.range(SIGNED, 750), SIDE);
        }
        log = root.resolve("log");
    }

    @Test
    void aSoundLogHasNoFindings() throws Exception {
        VerificationReport report = verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.isSound()).isTrue();
        assertThat(report.checkpoint().orElseThrow().size()).isEqualTo(SIGNED);
        assertThat(report.unsignedEntries()).isEqualTo(50);
    }

    @Test
    void findsAndLocatesTwoHundredRandomOneByteChanges() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> files = files();
        for (int round = 0; round < 200; round++) {
            // Every file gets its share: most bytes are entries, most structure is not.
            String file = files.get(round % files.size());
            byte[] sound = Files.readAllBytes(log.resolve(file));
            int at = random.nextInt(sound.length);
            byte[] changed = sound.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(log.resolve(file), changed);
            assertThat(located(file))
                    .as("seed %d, %s byte %d from %d to %d", seed, file, at, sound[at], changed[at])
                    .isTrue();
            Files.write(log.resolve(file), sound);
        }
        assertThat(verify().isSound()).isTrue();
    }

    @Test
    void findsExtraAndMissingBytesInEveryFile() throws Exception {
        for (String file : files()) {
            byte[] sound = Files.readAllBytes(log.resolve(file));
            for (byte[] changed : List.of(
                    Arrays.copyOf(sound, sound.length + 1),
                    Arrays.copyOf(sound, sound.length - 1),
                    Arrays.copyOfRange(sound, 1, sound.length),
                    new byte[0])) {
                Files.write(log.resolve(file), changed);
                assertThat(located(file))
                        .as("%s with %d bytes", file, changed.length)
                        .isTrue();
            }
            Files.write(log.resolve(file), sound);
        }
    }

    @Test
    void findsEachMissingFileThatTheCheckpointNeeds() throws Exception {
        for (String file : List.of(
                "checkpoint",
                "tile/entries/000",
                "tile/entries/001",
                "tile/entries/002.p/188",
                "tile/0/000",
                "tile/0/002.p/188",
                "tile/1/000.p/2")) {
            byte[] sound = Files.readAllBytes(log.resolve(file));
            Files.delete(log.resolve(file));
            assertThat(located(file)).as(file).isTrue();
            Files.write(log.resolve(file), sound);
        }
    }

    @Test
    void findsForeignFilesAndTilesOfLeavesThatAreNotThere() throws Exception {
        for (String file : List.of(
                "notes.txt",
                "tile/0/000.tmp",
                "tile/0/000.p/256",
                "tile/0/009",
                "tile/2/000.p/1",
                "tile/7/000",
                "tile/1/000.p/3",
                "tile/entries/005.p/1",
                "tile/0/x001/000")) {
            Path foreign = log.resolve(file);
            Files.createDirectories(foreign.getParent());
            boolean bundle = file.startsWith("tile/entries");
            Files.write(foreign, bundle ? EntryBundle.encode(Leaves.range(0, 1)) : new byte[32]);
            assertThat(verify().findings()).as(file).isNotEmpty();
            Files.delete(foreign);
        }
        assertThat(verify().isSound()).isTrue();
    }

    @Test
    void blamesTheEntryWhenTheTilesLeadToTheSignedRootAndTheTileWhenTheEntriesDo() throws Exception {
        byte[] bundle = Files.readAllBytes(log.resolve("tile/entries/000"));
        byte[] changed = bundle.clone();
        changed[3] ^= 1;
        Files.write(log.resolve("tile/entries/000"), changed);
        assertThat(verify().findings())
                .containsExactly(new Finding("tile/entries/000", 0, 1, "not what the checkpoint commits to"));
        Files.write(log.resolve("tile/entries/000"), bundle);

        byte[] tile = Files.readAllBytes(log.resolve("tile/0/001"));
        tile[64] ^= 1;
        Files.write(log.resolve("tile/0/001"), tile);
        assertThat(verify().findings())
                .containsExactly(new Finding("tile/0/001", 258, 259, "not what the checkpoint commits to"));
    }

    @Test
    void aRewrittenHistoryUnderTheOldCheckpointIsFound() throws Exception {
        Path other = root.resolve("other");
        List<byte[]> rewritten = new ArrayList<>(Leaves.range(0, 750));
        rewritten.set(17, Leaves.leaf(9999));
        try (LogWriter writer = LogWriter.open(other)) {
            writer.append(rewritten.subList(0, 600), SIDE);
            writer.append(rewritten.subList(600, SIGNED), SIDE);
            writer.append(rewritten.subList(SIGNED, 750), SIDE);
        }
        Files.copy(log.resolve("checkpoint"), other.resolve("log/checkpoint"));
        VerificationReport report = new LogVerifier(keys.checkpoints()).verify(new FileTileStore(other.resolve("log")));
        assertThat(report.findings())
                .containsExactly(new Finding("checkpoint", 0, SIGNED, "entries and tiles agree, but on another root"));
    }

    @Test
    void acceptsNoCheckpointByOtherKeysOrOfAnotherOrigin() throws Exception {
        FileTileStore store = new FileTileStore(log);
        TestLogKeys others = TestLogKeys.generate("example.com/log");
        assertThat(new LogVerifier(others.checkpoints()).verify(store).findings())
                .hasSize(1);
        CheckpointVerifier elsewhere = new CheckpointVerifier("example.com/other", keys.verifiers());
        assertThat(new LogVerifier(elsewhere).verify(store).findings()).hasSize(1);
    }

    @Test
    void verifiesAStoreThatCannotBeListed() throws Exception {
        FileTileStore files = new FileTileStore(log);
        TileStore http = new TileStore() {
            @Override
            public Optional<byte[]> read(String path) throws IOException {
                return files.read(path);
            }
        };
        assertThat(new LogVerifier(keys.checkpoints()).verify(http).findings()).isEmpty();
        byte[] tile = Files.readAllBytes(log.resolve("tile/1/000.p/2"));
        tile[0] ^= 1;
        Files.write(log.resolve("tile/1/000.p/2"), tile);
        assertThat(new LogVerifier(keys.checkpoints()).verify(http).findings())
                .extracting(Finding::path)
                .containsExactly("tile/1/000.p/2");
    }

    private VerificationReport verify() throws IOException {
        return new LogVerifier(keys.checkpoints()).verify(new FileTileStore(log));
    }

    /** Found, and a finding names the file (behind the checkpoint, where files only vouch for each other, in words). */
    private boolean located(String file) throws IOException {
        return verify().findings().stream()
                .anyMatch(
                        finding -> finding.path().equals(file) || finding.what().contains(file));
    }

    private List<String> files() throws IOException {
        return new ArrayList<>(new FileTileStore(log).list().orElseThrow());
    }
}
