package io.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.hsm.Hsm;
import io.countersign.hsm.LogSigner;
import io.countersign.hsm.TokenConfig;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import io.countersign.stack.SoftHsm;
import io.countersign.tlog.VerifierKey;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.crl.Crl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One ceremony on a real token, looked at from all sides. */
class KeyCeremonyIT {
    private static Hall hall;
    private static Path output;

    @BeforeAll
    static void hold() throws Exception {
        hall = Hall.open();
        output = hall.folder.resolve("out");
        int exit = CeremonyMain.run("hold", "--plan", hall.plan("alice", "bob").toString(), "--out", output.toString());
        assertThat(exit).isZero();
    }

    private static TrustDocument trust() throws Exception {
        CeremonyFolder folder = new CeremonyFolder(output);
        return TrustDocument.open(folder.trust(), folder.pin());
    }

    private static IssuedCertificate certificate(Path folder) throws Exception {
        return IssuedCertificate.readPem(Files.readString(folder.resolve("cert.pem")));
    }

    private static KeyCeremony ceremony() {
        return new KeyCeremony(InstantSource.system(), new SecureRandom());
    }

    private static Transcript hold(Hall other, Path plan) throws CeremonyException {
        return ceremony().hold(PlanFile.read(plan, CeremonyPlan.class), other.folder.resolve("other"));
    }

    @Test
    void leavesARecordThatHoldsTogether() throws Exception {
        String pin = Files.readString(output.resolve("trust.sha256")).strip();

        assertThat(CeremonyMain.run("verify", output.toString(), "--pin", pin)).isZero();
        assertThat(output.resolve("report.txt")).content().contains(pin, "made here, cannot leave", "SoftHSM");
    }

    @Test
    void makesFiveAuthoritiesAndNoOtherKeys() throws Exception {
        Transcript transcript = Transcript.read(new CeremonyFolder(output).transcript());

        assertThat(transcript.issuers())
                .extracting(issuer -> issuer.cluster() + "/" + issuer.name())
                .containsExactly(
                        "demo/ca",
                        "demo/etcd-ca",
                        "demo/front-proxy-ca",
                        "countersign/services",
                        "countersign/clients");
        assertThat(transcript.tokens()).allSatisfy(token -> {
            assertThat(token.keys()).allMatch(key -> key.bornHereAndOnlySigns());
            assertThat(token.secondListing()).hasSameSizeAs(token.keys()).allMatch(ListedKey::bornHereAndStays);
        });
        assertThat(transcript.tokens()).extracting(token -> token.keys().size()).containsExactly(6, 2);
        assertThat(transcript.persons()).containsExactly("alice", "bob");
    }

    @Test
    void writesTrustDocumentOneWithEveryBuiltInProfile() throws Exception {
        TrustDocument trust = trust();

        assertThat(trust.version()).isEqualTo(1);
        assertThat(trust.deployment()).hasSize(32);
        assertThat(trust.profile("apiserver")).isPresent();
        assertThat(trust.cluster("demo").orElseThrow().facts().node("cp-1")).isPresent();
        assertThat(trust.content().officers().threshold()).isEqualTo(2);
    }

    @Test
    void issuesServiceCertificatesThatTheirAuthorityVouchesFor() throws Exception {
        IssuedCertificate registry = certificate(output.resolve("certificates/service/registry-service"));
        var services =
                trust().issuer(TrustedCluster.OWN, "services").orElseThrow().certificate();

        CertificateCheck.verify(registry.der().toArray(), services);
        assertThat(registry.certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=registry-service,OU=countersign");
        assertThat(registry.names().uris()).containsExactly("spiffe://example.org/countersign/registry-service");
        assertThat(Files.readString(output.resolve("certificates/service/registry-service/ca.pem")))
                .isEqualTo(Files.readString(output.resolve("issuers/countersign/services.pem"))
                        + Files.readString(output.resolve("issuers/countersign/clients.pem")));
    }

    @Test
    void keepsToTheLifetimeAndFolderOfThePlan() throws Exception {
        IssuedCertificate signer = certificate(hall.folder.resolve("signer"));

        assertThat(Duration.between(signer.notBefore(), signer.notAfter())).isLessThan(Duration.ofHours(13));
    }

    @Test
    void issuesPersonsUnderTheClientsAuthority() throws Exception {
        IssuedCertificate alice = certificate(output.resolve("certificates/person/alice"));

        CertificateCheck.verify(
                alice.der().toArray(),
                trust().issuer(TrustedCluster.OWN, "clients").orElseThrow().certificate());
    }

    @Test
    void signsTheFirstCrlOfEveryAuthorityThatHasOne() throws Exception {
        Transcript transcript = Transcript.read(new CeremonyFolder(output).transcript());

        assertThat(transcript.crls())
                .extracting(crl -> crl.cluster() + "/" + crl.name())
                .containsExactly("countersign/services", "demo/etcd-ca");
        for (Transcript.FirstCrl first : transcript.crls()) {
            Path file = output.resolve("crls").resolve(first.cluster()).resolve(first.name() + ".crl");
            byte[] der = Files.readAllBytes(file);
            Crl crl = Crl.verify(
                    der,
                    trust().issuer(first.cluster(), first.name()).orElseThrow().certificate());
            assertThat(crl.number()).isEqualTo(1);
            assertThat(crl.entries()).isEmpty();
            assertThat(crl.thisUpdate()).isEqualTo(transcript.heldAt());
            assertThat(output.resolve("report.txt"))
                    .content()
                    .contains(crl.der().sha256().hex(), "crls/" + first.cluster());
        }
    }

    @Test
    void leavesATokenThatTheSignerCanUse() throws Exception {
        TokenConfig config =
                TokenConfig.of(SoftHsm.findModule(), "issuing-" + hall.id, hall.folder.resolve("issuing.pin"));
        try (Hsm hsm = Hsm.open(config)) {
            for (var issuer : trust().issuers()) {
                assertThat(hsm.signingKey(issuer.certificate().certificate())
                                .sign(new byte[10], Duration.ofSeconds(20)))
                        .isNotEmpty();
            }
            assertThat(hsm.mac(FirstCertificates.SERIAL_SECRET, new byte[1])).hasSize(32);
        }
    }

    @Test
    void leavesLogKeysThatVerifiersKnow() throws Exception {
        TokenConfig config = TokenConfig.of(SoftHsm.findModule(), "log-" + hall.id, hall.folder.resolve("log.pin"));
        byte[] note = "example.org/log\n".getBytes(StandardCharsets.UTF_8);
        List<VerifierKey> keys = new CeremonyFolder(output)
                .logKeys().stream().map(VerifierKey::parse).toList();
        try (LogSigner signer =
                LogSigner.open(config, LogKeys.ED25519_LABEL, LogKeys.P256_LABEL, InstantSource.system())) {
            assertThat(keys.get(0).verifies(note, signer.signEd25519(note))).isTrue();
            assertThat(keys.get(1).verifies(note, signer.signP256(note))).isTrue();
        }
        assertThat(keys).extracting(VerifierKey::name).containsOnly("example.org/log");
    }

    @Test
    void leavesATranscriptThatFitsIntoTheLog() throws Exception {
        CeremonyHeld held =
                Json.STRICT.readValue(Files.readAllBytes(output.resolve("transcript.json")), CeremonyHeld.class);

        Event leaf = Event.of(
                EventType.CEREMONY_HELD,
                ServiceName.AUDIT.source(),
                "ceremony",
                Instant.parse("2026-11-22T00:00:00Z"),
                held,
                Optional.empty());
        assertThat(leaf.bytes()).hasSizeLessThan(Event.MAX_OCTETS);
        assertThat(held.approvals()).hasSize(2);
    }

    @Test
    void neverHoldsASecondCeremonyOnTheSameTokens() {
        assertThatThrownBy(() -> hold(hall, hall.plan("alice", "bob")))
                .isInstanceOf(CeremonyException.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void neverWritesOverAnEarlierCeremony() throws Exception {
        Hall other = Hall.open();
        PlanFile<CeremonyPlan> plan = PlanFile.read(other.plan("alice", "bob"), CeremonyPlan.class);

        assertThatThrownBy(() -> ceremony().hold(plan, output))
                .isInstanceOf(CeremonyException.class)
                .hasMessageContaining("not empty");
    }

    @Test
    void stopsBeforeTouchingATokenWhenTheQuorumIsNotThere() throws Exception {
        Hall other = Hall.open();
        assertThatThrownBy(() -> hold(other, other.plan("alice")))
                .isInstanceOf(CeremonyException.class)
                .hasMessageContaining("1 of 2 officers");

        assertThat(hold(other, other.plan("alice", "bob")).tokens()).hasSize(2);
    }

    @Test
    void isHeldThoughASecondEndsBetweenAnyTwoLooksAtTheClock() throws Exception {
        Hall other = Hall.open();
        AtomicLong looks = new AtomicLong();
        InstantSource clock = () -> Instant.now().plusSeconds(looks.getAndIncrement());
        PlanFile<CeremonyPlan> plan = PlanFile.read(other.plan("alice", "bob"), CeremonyPlan.class);

        Transcript transcript = new KeyCeremony(clock, new SecureRandom()).hold(plan, other.folder.resolve("other"));

        assertThat(transcript.tokens()).hasSize(2);
    }

    @Test
    void stopsWhenAPersonComesWithAnothersKey() throws Exception {
        Hall other = Hall.open();
        Files.copy(other.folder.resolve("alice.key.pem"), other.folder.resolve("mallory.key.pem"));
        other.person("bob-new");
        Files.writeString(
                other.folder.resolve("bob.key.pem"), Files.readString(other.folder.resolve("mallory.key.pem")));

        assertThatThrownBy(() -> hold(other, other.plan("alice", "bob")))
                .isInstanceOf(CeremonyException.class)
                .hasMessageContaining("the private key of bob fits no public key");
    }

    @Test
    void namesEveryBadRequestBeforeTouchingAToken() throws Exception {
        Hall other = Hall.open();
        other.csr(
                "registry-service",
                other.service("registry-service", "spiffe://example.org/countersign/signer-service"));
        other.csr("signer-service", other.service("audit-service", "spiffe://example.org/countersign/audit-service"));

        assertThatThrownBy(() -> hold(other, other.plan("alice", "bob")))
                .isInstanceOf(CeremonyException.class)
                .hasMessageContaining("service/registry-service")
                .hasMessageContaining("service/signer-service");
        assertThat(other.folder.resolve("other")).doesNotExist();
    }

    @Test
    void refusesAPlanWithAnUnknownKey() throws Exception {
        Hall other = Hall.open();
        Path plan = other.plan("alice", "bob");
        Files.writeString(plan, Files.readString(plan) + "califetime: P1D\n");

        assertThat(CeremonyMain.run(
                        "hold",
                        "--plan",
                        plan.toString(),
                        "--out",
                        other.folder.resolve("o").toString()))
                .isEqualTo(1);
        assertThatThrownBy(() -> hold(other, plan)).hasMessageContaining("califetime");
    }
}
