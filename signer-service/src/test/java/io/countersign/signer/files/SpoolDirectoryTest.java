package io.countersign.signer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.orders.Installation;
import io.countersign.orders.SignedStop;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.Spool;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolDirectoryTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));

    @TempDir
    private Path folder;

    /** Monotonic, in nanoseconds. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE);

    private SpoolDirectory spool;

    @BeforeEach
    void open() throws Exception {
        spool = SpoolDirectory.open(folder, clock::get);
    }

    @Test
    void givesBackInAnotherProcessWhatItKept() throws Exception {
        SignedStop stop =
                INSTALLATION.signed(INSTALLATION.stopWriter().freeze("demo", Optional.empty(), "break-in"), 0);
        spool.keep(stop);
        spool.keep(2, new byte[] {2});
        assertThat(spool.news()).as("known already").isEmpty();

        assertThat(SpoolDirectory.open(folder, clock::get).news())
                .extracting(Spool.Found::kind, Spool.Found::name)
                .containsExactly(
                        tuple(Spool.Kind.TRUST, "2.json"),
                        tuple(Spool.Kind.STOP, stop.digest().hex() + ".json"));
    }

    @Test
    void offersWhatAnOperatorDropsUntilItIsTaken() throws Exception {
        Files.writeString(folder.resolve("stops/freeze.json"), "{}");
        Files.writeString(folder.resolve("stops/freeze.json.tmp"), "{");
        assertThat(spool.news()).extracting(Spool.Found::name).containsExactly("freeze.json");
        assertThat(spool.news()).as("nobody took it").hasSize(1);
        spool.taken(spool.news().get(0));
        assertThat(spool.news()).isEmpty();
        Files.writeString(folder.resolve("stops/freeze.json"), "{ }");
        assertThat(spool.news()).as("another one").hasSize(1);
    }

    @Test
    void readsTheOthersBesideAFileThatItCannotReadAndThatOneOnceItCan() throws Exception {
        Files.writeString(folder.resolve("stops/a.json"), "a");
        Path gate = Files.createSymbolicLink(folder.resolve("stops/b.json"), folder.resolve("not-yet"));
        Files.writeString(folder.resolve("stops/c.json"), "c");
        assertThat(spool.news()).extracting(Spool.Found::name).containsExactly("a.json", "c.json");
        for (int look = 0; look < 2; look++) {
            spool.news();
            assertThatThrownBy(spool::requireAll)
                    .isInstanceOf(OutageException.class)
                    .hasMessageContaining("stops/b.json")
                    .hasMessageContaining("make them readable");
        }
        Files.writeString(gate.resolveSibling("../not-yet"), "b");
        assertThat(spool.news()).extracting(Spool.Found::name).containsExactly("a.json", "b.json", "c.json");
        spool.requireAll();
    }

    @Test
    void saysSoOfAFileThatIsTooLongToBeAnything() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("stops/core.json").toFile(), "rw")) {
            file.setLength(17L * 1024 * 1024);
        }
        assertThat(spool.news()).isEmpty();
        assertThatThrownBy(spool::requireAll).hasMessageContaining("stops/core.json");
    }

    @Test
    void readsVersionsInTheirOrder() throws Exception {
        Files.writeString(folder.resolve("trust/10.json"), "x");
        Files.writeString(folder.resolve("trust/9.json"), "x");
        assertThat(spool.news()).extracting(Spool.Found::name).containsExactly("9.json", "10.json");
    }

    @Test
    void putsAFileAsideForGoodWhenItWasLeftAloneForASecond() throws Exception {
        Path dropped = Files.writeString(folder.resolve("stops/bad.json"), "{");
        assertThat(spool.refuse(spool.news().get(0))).as("may be half a copy").isFalse();
        assertThat(dropped).exists();
        settle();
        assertThat(spool.refuse(spool.news().get(0))).isTrue();
        assertThat(dropped).doesNotExist();
        assertThat(folder.resolve("stops/bad.json.refused")).exists();
        assertThat(SpoolDirectory.open(folder, clock::get).news()).isEmpty();
    }

    @Test
    void leavesAFileThatIsStillBeingCopied() throws Exception {
        Path half = Files.writeString(folder.resolve("stops/copy.json"), "{");
        spool.refuse(spool.news().get(0));
        settle();
        Spool.Found read = spool.news().get(0);
        Files.writeString(half, "{}");
        assertThat(spool.refuse(read)).as("written since it was read").isFalse();
        assertThat(spool.refuse(spool.news().get(0))).as("changed").isFalse();
        assertThat(half).hasContent("{}");
    }

    private void settle() {
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void isAnOutageWhenItCannotWrite() throws Exception {
        Files.delete(folder.resolve("trust"));
        assertThatThrownBy(() -> spool.keep(2, new byte[] {2})).isInstanceOf(OutageException.class);
    }
}
