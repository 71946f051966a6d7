package io.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import io.countersign.stack.SoftHsm;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.IssuedCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Everything was off for a month, and every service certificate expired meanwhile. */
class EmergencyCertificatesIT {
    private static Hall hall;
    private static Path ceremony;
    private static Instant muchLater;

    @BeforeAll
    static void hold() throws Exception {
        hall = Hall.open();
        muchLater = Instant.now().plus(Duration.ofDays(31));
        ceremony = hall.folder.resolve("out");
        new KeyCeremony(InstantSource.system(), new SecureRandom())
                .hold(PlanFile.read(hall.plan("alice", "bob"), CeremonyPlan.class), ceremony);
    }

    private static Path plan(String persons, String certificate) throws Exception {
        return hall.write(
                "emergency.yaml",
                """
                trust: {file: out/trust.json, sha256: %s}
                token: {module: %s, label: issuing-%s, pinFile: issuing.pin}
                present:
                %scertificates:
                - %s
                """
                        .formatted(
                                Files.readString(ceremony.resolve("trust.sha256"))
                                        .strip(),
                                SoftHsm.findModule(),
                                hall.id,
                                persons,
                                certificate));
    }

    private static final String ALICE = "- {person: alice, privateKey: alice.key.pem}\n";
    private static final String BOB = "- {person: bob, privateKey: bob.key.pem}\n";
    private static final String REGISTRY =
            "{component: service, instance: registry-service, csr: registry-service.csr.pem, lifetime: P7D}";

    private static EmergencyCertificates.Evidence issue(Path plan, String output) throws CeremonyException {
        return new EmergencyCertificates(() -> muchLater, new SecureRandom())
                .issue(PlanFile.read(plan, EmergencyPlan.class), hall.folder.resolve(output));
    }

    @Test
    void issuesForADayAtMostAndKeepsTheEvidence() throws Exception {
        EmergencyCertificates.Evidence evidence = issue(plan(ALICE + BOB, REGISTRY), "emergency");
        IssuedCertificate certificate = IssuedCertificate.read(
                evidence.certificates().get(0).certificate().toArray());
        CeremonyFolder folder = new CeremonyFolder(ceremony);
        TrustDocument trust = TrustDocument.open(folder.trust(), folder.pin());

        CertificateCheck.verify(
                certificate.der().toArray(),
                trust.issuer(TrustedCluster.OWN, "services").orElseThrow().certificate());
        assertThat(certificate.notAfter()).isBeforeOrEqualTo(muchLater.plus(Duration.ofHours(24)));
        assertThat(evidence.approvals()).hasSize(2);
        assertThat(hall.folder.resolve("emergency/emergency.json")).content().contains(evidence.order());
        assertThat(hall.folder.resolve("emergency/certificates/service/registry-service/cert.pem"))
                .exists();
    }

    @Test
    void takesTwoPersons() throws Exception {
        Path plan = plan(ALICE + ALICE, REGISTRY);

        assertThatThrownBy(() -> issue(plan, "alone"))
                .isInstanceOf(CeremonyException.class)
                .hasMessageContaining("2 persons, not 1");
    }

    @Test
    void refusesAPersonWithoutTheRole() throws Exception {
        Path plan = plan(ALICE + "- {person: carol, privateKey: carol.key.pem}\n", REGISTRY);

        assertThatThrownBy(() -> issue(plan, "carol"))
                .isInstanceOf(CeremonyException.class)
                .hasMessageContaining("carol is no approver");
    }
}
