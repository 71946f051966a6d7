package io.countersign.registry.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InventoryTest {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final CertificateRecord FORMER = certificate(SCHEDULER, 1);
    private static final CertificateRecord LATTER = certificate(SCHEDULER, 2);
    private static final LineageState SERVING_LATTER = new LineageState(
            SCHEDULER, "scheduler", LATTER, Optional.of(LATTER), Optional.of(LATTER), Optional.of("cp-1"));

    @Test
    void saysWhatIsOnDiskWhenSomebodyPutAnOlderFileBack() {
        LineageState next = placed(Placement.Kind.OBSERVED, FORMER, Optional.empty(), Optional.empty());
        assertThat(next.installed()).contains(FORMER);
        assertThat(next.newest()).isEqualTo(LATTER);
        assertThat(next.served()).as("until a probe says otherwise").contains(LATTER);
    }

    @Test
    void changesNothingWhenWhatIsInstalledIsObserved() {
        assertThat(placed(Placement.Kind.OBSERVED, LATTER, Optional.empty(), Optional.empty()))
                .isEqualTo(SERVING_LATTER);
    }

    @Test
    void doesNotInstallAnotherLineagesCertificate() {
        CertificateRecord other = certificate(Lineage.parse("demo/admin/cp-1"), 3);
        assertThat(placed(Placement.Kind.OBSERVED, other, Optional.empty(), Optional.empty()))
                .isEqualTo(SERVING_LATTER);
    }

    @Test
    void doesNotLetALateObservationUndoWhatWasInstalledSince() {
        assertThat(placed(Placement.Kind.OBSERVED, FORMER, Optional.of(NOW.plusSeconds(1)), Optional.empty()))
                .isEqualTo(SERVING_LATTER);
        assertThat(placed(Placement.Kind.OBSERVED, FORMER, Optional.of(NOW), Optional.empty())
                        .installed())
                .contains(FORMER);
    }

    @Test
    void goesBackToWhatStoodBefore() {
        LineageState next = placed(Placement.Kind.ROLLED_BACK, LATTER, Optional.empty(), Optional.of(FORMER));
        assertThat(next.installed()).contains(FORMER);
        assertThat(next.served()).isEmpty();
    }

    private static LineageState placed(
            Placement.Kind kind,
            CertificateRecord certificate,
            Optional<Instant> lastChange,
            Optional<CertificateRecord> before) {
        Placement told = new Placement(kind, "cp-1", certificate.fingerprint(), NOW, Optional.empty());
        return Inventory.placed(SERVING_LATTER, told, certificate, new Inventory.Past() {
            @Override
            public boolean changedAfter(Instant at) {
                return lastChange.filter(at::isBefore).isPresent();
            }

            @Override
            public Optional<CertificateRecord> before(CertificateRecord asked) {
                return before;
            }
        });
    }

    private static CertificateRecord certificate(Lineage lineage, int number) {
        Sha256 some = Sha256.of(new byte[] {(byte) number});
        return new CertificateRecord(
                new CertificateId(some, SerialNumber.parse(Integer.toHexString(number)), some),
                some,
                lineage,
                "",
                some,
                0,
                lineage.component(),
                Names.subject("system:kube-scheduler"),
                some,
                NOW.minus(Duration.ofDays(10 - number)),
                NOW.plus(Duration.ofDays(10)),
                Bytes.of(new byte[] {(byte) number}),
                NOW,
                number,
                "intent",
                "event");
    }
}
