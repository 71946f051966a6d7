package io.countersign.signer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.orders.Installation;
import io.countersign.orders.SignedStop;
import io.countersign.signer.Revokes;
import io.countersign.signer.TestLog;
import io.countersign.signer.core.HeardCrls;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.QuietWatch;
import io.countersign.signer.core.Revoking;
import io.countersign.signer.core.SettableClock;
import io.countersign.signer.core.SoftToken;
import io.countersign.signer.core.SteadyClock;
import io.countersign.signer.core.TrustState;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signer that starts anew over a spool in which something is wrong. */
final class KeptThroughFaultsTest {
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), new TestLog().trust());

    @TempDir
    private Path folder;

    private final SteadyClock clock = new SettableClock(INSTALLATION.now()).steady();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void actsOnWhatItKeptThoughAnotherFileCannotBeRead() throws Exception {
        SignedStop freeze = INSTALLATION.signed(
                INSTALLATION.stopWriter().freeze("demo", Optional.of(Installation.ETCD_PEER), "key copied"), 2);
        SpoolDirectory.open(folder, nanos::get).keep(freeze);
        Files.createSymbolicLink(folder.resolve("stops/urgent.json"), folder.resolve("not-yet"));
        TrustState restarted =
                new TrustState(INSTALLATION.trust(), SpoolDirectory.open(folder, nanos::get), clock, new QuietWatch());
        for (int look = 0; look < 3; look++) {
            assertThatThrownBy(restarted::readSpool)
                    .as("look %s", look)
                    .isInstanceOf(OutageException.class)
                    .hasMessageContaining("stops/urgent.json");
            assertThat(restarted.view().stops().onLineage(Installation.ETCD_PEER))
                    .isPresent();
        }
        SignedStop urgent = INSTALLATION.signed(INSTALLATION.stopWriter().suspend("carol", "left"), 0);
        Files.write(folder.resolve("not-yet"), urgent.file());
        restarted.readSpool();
        assertThat(restarted.view().stops().onPerson("carol")).isPresent();
    }

    @Test
    void takesAStopThatItSawHalfWritten() throws Exception {
        SpoolDirectory spool = SpoolDirectory.open(folder, nanos::get);
        TrustState state = new TrustState(INSTALLATION.trust(), spool, clock, new QuietWatch());
        byte[] stop = INSTALLATION
                .signed(INSTALLATION.stopWriter().suspend("carol", "left"), 0)
                .file();
        Path copy = Files.write(folder.resolve("stops/urgent.json"), List.of());
        state.readSpool();
        assertThat(copy).exists();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        Files.write(copy, stop);
        state.readSpool();
        assertThat(state.view().stops().onPerson("carol")).isPresent();
    }

    @Test
    void doesNotPutAnOlderCrlOfTheTopicInThePlaceOfTheNewestThatItCannotRead() throws Exception {
        CrlEntry revoked = new CrlEntry(Revokes.serial(1), INSTALLATION.now(), RevocationReason.KEY_COMPROMISE);
        Crl newest = crl(7, List.of(revoked));
        Path place = Files.createDirectories(folder.resolve("crls"))
                .resolve(newest.issuer().hex() + ".crl");
        Files.createSymbolicLink(place, folder.resolve("not-yet"));
        TrustState believed =
                new TrustState(INSTALLATION.trust(), SpoolDirectory.open(folder, nanos::get), clock, new QuietWatch());
        Revoking revoking = Revoking.of(
                believed::view,
                INSTALLATION.trust().issuers(),
                CrlDirectory.open(folder, nanos::get),
                new SoftToken(INSTALLATION),
                clock,
                new HeardCrls());
        for (int look = 0; look < 2; look++) {
            assertThatThrownBy(() -> revoking.revocations().readSpool())
                    .isInstanceOf(OutageException.class)
                    .hasMessageContaining(place.getFileName().toString());
        }
        revoking.book().take(published(crl(5, List.of())));
        Files.write(folder.resolve("not-yet"), newest.der().toArray());
        revoking.revocations().readSpool();
        assertThat(Files.readAllBytes(place)).isEqualTo(newest.der().toArray());
        assertThat(revoking.book().lists(Revokes.serial(1))).isTrue();
    }

    private static Event published(Crl crl) {
        CrlPublished data = new CrlPublished(
                crl.issuer(),
                crl.number(),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.tbs(),
                crl.entries().size(),
                "intent",
                0,
                crl.der());
        return Event.of(
                EventType.CRL_PUBLISHED,
                ServiceName.SIGNER.source(),
                crl.issuer().toString(),
                INSTALLATION.now(),
                data,
                Optional.empty());
    }

    private static Crl crl(long number, List<CrlEntry> entries) {
        return INSTALLATION.crl(
                TbsCrl.build(Revokes.etcd(INSTALLATION).certificate(), number, INSTALLATION.now(), entries));
    }
}
