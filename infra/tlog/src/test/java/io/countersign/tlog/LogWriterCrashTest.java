package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A script of appends and publications is broken off at every single moment of every write, once each: before it, after
 * the temporary file, after the rename (failed but persisted), after the directory. Then the log is reopened, the
 * script goes on from what the side state says, and the whole log is verified.
 */
class LogWriterCrashTest {
    /** Sizes after each append: within a tile, up to its end, over it, over two. */
    private static final int[] SCRIPT = {2, 5, 5, 256, 257, 800};

    @TempDir
    Path root;

    private TestLogKeys keys;
    private final Set<WriteProbe.Moment> seen = new HashSet<>();

    private static final class Crash extends IOException {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("the test pulled the plug");
        }
    }

    @BeforeEach
    void makeKeys() throws Exception {
        keys = TestLogKeys.generate("example.com/log");
    }

    @Test
    void nothingIsLostOrDoubledWhereverTheWriterBreaks() throws Exception {
        int[] moments = {0};
        run(root.resolve("whole"), (moment, file) -> moments[0]++);
        assertThat(moments[0]).isGreaterThan(100);
        for (int at = 0; at < moments[0]; at++) {
            Path directory = root.resolve("crash" + at);
            int[] left = {at};
            assertThatThrownBy(() -> run(directory, (moment, file) -> {
                        if (left[0]-- == 0) {
                            seen.add(moment);
                            throw new Crash();
                        }
                    }))
                    .as("moment %d", at)
                    .isInstanceOf(Crash.class);
            verifiesAsItStands(directory, at);
            run(directory, WriteProbe.NONE);
            verifies(directory, at);
        }
        assertThat(seen).containsExactlyInAnyOrder(WriteProbe.Moment.values());
    }

    @Test
    void crashesWhileRecoveringAreRecoveredToo() throws Exception {
        Path directory = root.resolve("twice");
        int left = 1;
        for (int attempts = 0; attempts < 500; attempts++) {
            int[] countdown = {left};
            try {
                run(directory, (moment, file) -> {
                    if (countdown[0]-- == 0) {
                        throw new Crash();
                    }
                });
                verifies(directory, attempts);
                assertThat(attempts).isGreaterThan(5);
                return;
            } catch (Crash e) {
                left += 3;
            }
        }
        throw new AssertionError("never finished");
    }

    @Test
    void refusesToGoOnAfterAnErrorUntilReopened() throws Exception {
        boolean[] failing = {false};
        try (LogWriter log = LogWriter.open(root, (moment, file) -> {
            if (failing[0]) {
                throw new Crash();
            }
        })) {
            log.append(Leaves.range(0, 3), side(3));
            failing[0] = true;
            assertThatThrownBy(() -> log.append(Leaves.range(3, 4), side(4))).isInstanceOf(Crash.class);
            failing[0] = false;
            assertThatThrownBy(() -> log.append(Leaves.range(3, 4), side(4))).hasMessageContaining("must be reopened");
            assertThat(log.head().size()).isEqualTo(3);
        }
    }

    @Test
    void readsBackWhatItWroteBeforeItCommits() throws Exception {
        assertThatThrownBy(() -> {
                    try (LogWriter log = LogWriter.open(root, (moment, file) -> {
                        if (moment == WriteProbe.Moment.READING_BACK && file.contains("entries")) {
                            byte[] flipped = Files.readAllBytes(root.resolve(file));
                            flipped[4] ^= 1;
                            Files.write(root.resolve(file), flipped);
                        }
                    })) {
                        log.append(Leaves.range(0, 3), side(3));
                    }
                })
                .isInstanceOf(LogCorruptException.class)
                .hasMessageContaining("read back");
        try (LogWriter log = LogWriter.open(root)) {
            assertThat(log.head().size()).isZero();
        }
    }

    /** What a consumer does: it goes on behind what the side state says was consumed. */
    private void run(Path directory, WriteProbe probe) throws Exception {
        try (LogWriter log = LogWriter.open(directory, probe)) {
            for (int size : SCRIPT) {
                int consumed = log.sideState().length == 0
                        ? 0
                        : ByteBuffer.wrap(log.sideState()).getInt();
                if (size >= consumed) {
                    log.append(Leaves.range(consumed, size), side(size));
                    log.publish(keys.sign(log.head()));
                }
            }
        }
    }

    /** A copy taken right after the crash must verify too: whatever is published is sound at every moment. */
    private void verifiesAsItStands(Path directory, int moment) throws IOException {
        if (Files.exists(directory.resolve("log/checkpoint"))) {
            assertThat(report(directory).findings())
                    .as("moment %d, as it stands", moment)
                    .isEmpty();
        }
    }

    private void verifies(Path directory, int moment) throws Exception {
        VerificationReport report = report(directory);
        assertThat(report.findings()).as("moment %d", moment).isEmpty();
        Checkpoint checkpoint = report.checkpoint().orElseThrow();
        assertThat(checkpoint.size()).isEqualTo(800);
        assertThat(checkpoint.root()).isEqualTo(NaiveTree.root(Leaves.range(0, 800)));
    }

    private VerificationReport report(Path directory) throws IOException {
        return new LogVerifier(keys.checkpoints()).verify(new FileTileStore(directory.resolve("log")));
    }

    private static byte[] side(int consumed) {
        return ByteBuffer.allocate(4).putInt(consumed).array();
    }
}
