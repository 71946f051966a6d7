package io.countersign.signer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Installation;
import io.countersign.orders.Revocation;
import io.countersign.orders.RevocationCheck;
import io.countersign.orders.RevocationFile;
import io.countersign.orders.Stops;
import io.countersign.signer.Revokes;
import io.countersign.signer.core.AcceptedOrder;
import io.countersign.signer.core.CrlSpool;
import io.countersign.signer.core.OutageException;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrlDirectoryTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));

    @TempDir
    private Path folder;

    /** Monotonic, in nanoseconds. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE);

    private CrlDirectory spool;

    @BeforeEach
    void open() throws Exception {
        spool = CrlDirectory.open(folder, clock::get);
    }

    @Test
    void givesBackInAnotherProcessWhatItKept() throws Exception {
        Crl crl = crl(7);
        Revocation revocation = revocation();
        Sha256 digest = revocation.order().digest();
        AcceptedOrder kept = accepted(revocation);
        spool.keep(crl, true);
        spool.keep(digest, kept);
        assertThat(spool.news()).as("known already").isEmpty();

        List<CrlSpool.Found> found = CrlDirectory.open(folder, clock::get).news();
        assertThat(found).extracting(CrlSpool.Found::kind).containsExactly(CrlSpool.Kind.CRL, CrlSpool.Kind.ACCEPTED);
        assertThat(found.get(0).content()).isEqualTo(crl.der());
        assertThat(found.get(1).content()).isEqualTo(Bytes.of(kept.file()));
        assertThat(folder.resolve("accepted/" + digest.hex() + ".json")).exists();
        assertThat(folder.resolve("crls/" + crl.issuer().hex() + ".crl")).exists();

        spool.forget(digest);
        assertThat(CrlDirectory.open(folder, clock::get).news()).hasSize(1);
    }

    @Test
    void keepsWhatListsLessBesideWhatListsMore() throws Exception {
        Crl less = crl(8);
        Crl more = crl(9);
        spool.keep(crl(7), true);
        spool.keep(less, false);
        assertThat(CrlDirectory.open(folder, clock::get).news()).hasSize(2);
        spool.keep(more, true);
        assertThat(CrlDirectory.open(folder, clock::get).news())
                .extracting(CrlSpool.Found::content)
                .containsExactlyInAnyOrder(less.der(), more.der());
    }

    @Test
    void takesAnOperatorsFileAwayOnceItsContentStandsWhereItBelongs() throws Exception {
        Revocation revocation = revocation();
        Path dropped = Files.write(folder.resolve("revocations/urgent.json"), RevocationFile.of(revocation.signed()));
        Files.writeString(folder.resolve("revocations/half.json.tmp"), "{");
        CrlSpool.Found found = spool.news().get(0);
        assertThat(found.kind()).isEqualTo(CrlSpool.Kind.REVOCATION);
        spool.keep(revocation.order().digest(), accepted(revocation));
        spool.remove(found);
        assertThat(dropped).doesNotExist();
        assertThat(CrlDirectory.open(folder, clock::get).news())
                .extracting(CrlSpool.Found::kind)
                .containsExactly(CrlSpool.Kind.ACCEPTED);
    }

    @Test
    void putsAFileAsideForGoodAndTakesAnotherOneOfTheSameName() throws Exception {
        Path dropped = Files.writeString(folder.resolve("crls/copy.crl"), "?");
        assertThat(spool.refuse(spool.news().get(0))).as("may be half a copy").isFalse();
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(spool.refuse(spool.news().get(0))).isTrue();
        assertThat(folder.resolve("crls/copy.crl.refused")).exists();
        assertThat(spool.news()).isEmpty();
        Files.writeString(dropped, "?");
        assertThat(spool.news()).hasSize(1);
    }

    @Test
    void replacesNothingWhileAnyFileThereIsUnread() throws Exception {
        Crl newest = crl(7);
        spool.keep(newest, true);
        CrlDirectory restarted = CrlDirectory.open(folder, clock::get);
        restarted.keep(crl(5), true);
        assertThat(restarted.news())
                .as("what nobody had looked at")
                .extracting(CrlSpool.Found::content)
                .containsExactly(newest.der());

        Files.createSymbolicLink(folder.resolve("crls/newer.crl"), folder.resolve("not-yet"));
        CrlDirectory beside = CrlDirectory.open(folder, clock::get);
        beside.news().forEach(beside::taken);
        assertThatThrownBy(() -> beside.requireAll(CrlSpool.Kind.CRL)).hasMessageContaining("crls/newer.crl");
        beside.requireAll(CrlSpool.Kind.REVOCATION);
        beside.keep(crl(6), true);
        assertThat(Files.readAllBytes(folder.resolve("crls/" + newest.issuer().hex() + ".crl")))
                .isEqualTo(newest.der().toArray());

        Files.delete(folder.resolve("crls/newer.crl"));
        Crl later = crl(8);
        beside.keep(later, true);
        assertThat(Files.readAllBytes(folder.resolve("crls/" + newest.issuer().hex() + ".crl")))
                .isEqualTo(later.der().toArray());
    }

    @Test
    void isAnOutageWhenItCannotWrite() throws Exception {
        Files.delete(folder.resolve("crls"));
        assertThatThrownBy(() -> spool.keep(crl(1), true)).isInstanceOf(OutageException.class);
        assertThatThrownBy(spool::news).isInstanceOf(OutageException.class);
    }

    private static Crl crl(long number) {
        return INSTALLATION.crl(
                TbsCrl.build(Revokes.etcd(INSTALLATION).certificate(), number, INSTALLATION.now(), List.of()));
    }

    private static AcceptedOrder accepted(Revocation revocation) {
        return new AcceptedOrder(revocation.signed(), INSTALLATION.now(), 3);
    }

    private static Revocation revocation() throws Exception {
        return RevocationCheck.verify(
                INSTALLATION.trust(),
                Stops.NONE,
                INSTALLATION.signed(Revokes.order(INSTALLATION, INSTALLATION.now(), 1), "revoker"),
                List.of(),
                INSTALLATION.now());
    }
}
