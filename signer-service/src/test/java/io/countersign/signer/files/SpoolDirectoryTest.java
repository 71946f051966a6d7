package io.countersign.signer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.orders.Installation;
import io.countersign.orders.SignedStop;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.Spool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolDirectoryTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));

    @TempDir
    private Path folder;

    private SpoolDirectory spool;

    @BeforeEach
    void open() throws Exception {
        spool = SpoolDirectory.open(folder);
    }

    @Test
    void givesBackInAnotherProcessWhatItKept() throws Exception {
        SignedStop stop =
                INSTALLATION.signed(INSTALLATION.stopWriter().freeze("demo", Optional.empty(), "break-in"), 0);
        spool.keep(stop);
        spool.keep(2, new byte[] {2});
        assertThat(spool.news()).as("known already").isEmpty();

        assertThat(SpoolDirectory.open(folder).news())
                .extracting(Spool.Found::kind, Spool.Found::name)
                .containsExactly(
                        tuple(Spool.Kind.TRUST, "2.json"),
                        tuple(Spool.Kind.STOP, stop.digest().hex() + ".json"));
    }

    @Test
    void findsWhatAnOperatorDropsAndNothingHalfWritten() throws Exception {
        Files.writeString(folder.resolve("stops/freeze.json"), "{}");
        Files.writeString(folder.resolve("stops/freeze.json.tmp"), "{");
        assertThat(spool.news()).extracting(Spool.Found::name).containsExactly("freeze.json");
        assertThat(spool.news()).isEmpty();
    }

    @Test
    void readsVersionsInTheirOrder() throws Exception {
        Files.writeString(folder.resolve("trust/10.json"), "x");
        Files.writeString(folder.resolve("trust/9.json"), "x");
        assertThat(spool.news()).extracting(Spool.Found::name).containsExactly("9.json", "10.json");
    }

    @Test
    void putsAFileAsideForGood() throws Exception {
        Path dropped = Files.writeString(folder.resolve("stops/bad.json"), "{");
        spool.refuse(spool.news().get(0), "no stop");
        assertThat(dropped).doesNotExist();
        assertThat(folder.resolve("stops/bad.json.refused")).exists();
        assertThat(SpoolDirectory.open(folder).news()).isEmpty();
    }

    @Test
    void isAnOutageWhenItCannotWrite() throws Exception {
        Files.delete(folder.resolve("trust"));
        assertThatThrownBy(() -> spool.keep(2, new byte[] {2})).isInstanceOf(OutageException.class);
    }
}
