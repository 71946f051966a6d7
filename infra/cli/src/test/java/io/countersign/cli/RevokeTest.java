package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.House.Result;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Installation;
import io.countersign.orders.Revocation;
import io.countersign.orders.RevocationCheck;
import io.countersign.orders.Revoked;
import io.countersign.orders.Stops;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One revoker against a registry that may show anything: success is what the CA's own signature shows. */
class RevokeTest {
    private static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");

    @TempDir
    Path folder;

    private House house;
    private Authority etcd;
    private byte[] certificate;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        etcd = new Authority(house.installation, "demo", "etcd-ca");
        certificate = etcd.peer(0x77, "cp-1");
        Authority.show(house.registry, certificate, 0x77, PEER);
        house.registry.answer("POST /v1/revocations", "{}");
        showState("{\"state\":\"ordered\"}");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Result revoke(String... words) {
        List<String> args = new ArrayList<>(List.of("revoke"));
        args.addAll(Arrays.asList(words));
        if (!args.contains("--wait")) {
            args.addAll(List.of("--wait", "10s"));
        }
        args.addAll(List.of("--why", "INC7781", "--key", house.key("fay"), "--yes"));
        return house.run(args.toArray(String[]::new));
    }

    private Revocation posted() throws Exception {
        JsonNode body = house.posted();
        return RevocationCheck.verify(
                house.trust,
                Stops.NONE,
                new SignedRevocation(
                        body.path("payload").asText(),
                        List.of(House.approval(body.path("approval"))),
                        body.has("certificate")
                                ? Optional.of(
                                        Bytes.parse(body.path("certificate").asText()))
                                : Optional.empty()),
                List.of(),
                house.now);
    }

    /** Shows this CRL at first and the other one from the order on. */
    private void crls(byte[] before, byte[] after) {
        etcd.publish(house.registry, before);
        etcd.publish(house.registry, after);
    }

    private void assertNotEffective(Result result, String because) {
        assertThat(result.out()).doesNotContain("effective: ");
        assertThat(result.err()).contains("error: not effective yet: ").contains(because);
        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(Duration.between(House.NOW, house.now)).as("waited").isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void succeedsWhenItHasVerifiedACrlThatListsTheSerial() throws Exception {
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW, 0x77));

        Result result = revoke("77");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(posted().order().certificates()).containsExactly(new Revoked(SerialNumber.parse("77"), PEER));
        assertThat(posted().order().reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
        assertThat(posted().order().why()).isEqualTo("INC7781");
        assertThat(posted().persons()).containsExactly("fay");
        assertThat(result.out())
                .contains("signing as fay")
                .contains("signed: 1 of 1 persons (fay)")
                .contains(
                        "effective: CRL number 11 of etcd-ca of demo, made at 2026-11-22T12:00:00Z, lists the serial");
    }

    @Test
    void saysWhatBreaksAndWhatARevocationDoesNotDo() throws Exception {
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW, 0x77));

        assertThat(revoke("77").out())
                .contains("Revocation to sign: 1 certificate of etcd-ca of demo")
                .contains("reason        keyCompromise: INC7781")
                .contains("demo/etcd-peer/cp-1\n  serial        77\n")
                .contains("is            newest, installed on cp-1")
                .contains("breaks        etcd member cp-1 is cut off from the others at their next handshake")
                .contains("does NOT      close connections that are open")
                .contains("does NOT      reach API servers: they read no CRL")
                .contains("system:masters passes by RBAC, and only a new CA ends it")
                .contains("lasts         for ever: no serial leaves a CRL again");
    }

    @Test
    void findsCertificatesByFingerprintAndByLineage() throws Exception {
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW, 0x77));

        revoke(Bytes.of(certificate).sha256().hex());
        assertThat(posted().order().certificates()).hasSize(1);
        int sent = house.registry.sent.size();
        revoke("lineage/demo/etcd-peer/cp-1");
        assertThat(house.registry.sent).as("revoked already by then").hasSize(sent);
        house.registry.forget("GET /v1/crls/demo/etcd-ca");
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW, 0x77));
        revoke("demo/etcd-peer/cp-1");
        assertThat(house.registry.sent).hasSize(sent + 1);
    }

    @Test
    void revokesWhateverOfALineageIsInstalledOrServed() throws Exception {
        byte[] older = etcd.peer(0x76, "cp-1");
        Authority.show(house.registry, older, 0x76, PEER);
        house.registry.forget("GET /v1/lineages/" + PEER);
        house.registry.answer(
                "GET /v1/lineages/" + PEER,
                """
                {"newest":{"fingerprint":"%s"},"served":{"fingerprint":"%s"}}"""
                        .formatted(
                                Bytes.of(certificate).sha256().hex(),
                                Bytes.of(older).sha256().hex()));
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW, 0x76, 0x77));

        Result result = revoke("demo/etcd-peer/cp-1");

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(posted().order().certificates()).hasSize(2);
        assertThat(result.out()).contains("lists every serial");
    }

    @Test
    void doesNotBelieveAnOldCrl() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));

        Result result = revoke("77");

        assertNotEffective(result, "CRL number 10 of 2026-11-22T12:00:00Z lacks 1 of 1 serials");
        assertThat(posted().persons()).containsExactly("fay");
    }

    @Test
    void doesNotBelieveANewCrlWithoutTheSerial() throws Exception {
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW, 0x78));

        assertNotEffective(revoke("77"), "lacks 1 of 1 serials");
    }

    @Test
    void doesNotBelieveTheCrlOfAnotherCa() throws Exception {
        crls(etcd.crl(10, House.NOW), new Authority(house.installation, "other", "etcd-ca").crl(11, House.NOW, 0x77));

        assertNotEffective(revoke("77"), "the CRL shown does not verify: ");
    }

    @Test
    void doesNotBelieveAForgedCrl() throws Exception {
        crls(
                etcd.crl(10, House.NOW),
                new Authority(Installation.at(House.NOW), "demo", "etcd-ca").crl(11, House.NOW, 0x77));

        assertNotEffective(revoke("77"), "the CRL shown does not verify: ");
    }

    @Test
    void doesNotBelieveAStaleCrlThoughItListsTheSerial() throws Exception {
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW.minus(Duration.ofHours(3)), 0x77));

        assertNotEffective(revoke("77"), "stale: number 11 was made at 2026-11-22T09:00:00Z");
    }

    @Test
    void doesNotBelieveACrlThatTakesBackWhatWasSeen() throws Exception {
        crls(etcd.crl(12, House.NOW, 5), etcd.crl(11, House.NOW, 5, 0x77));
        assertNotEffective(revoke("77"), "OLDER than number 12");

        house.now = House.NOW;
        house.registry.forget("GET /v1/crls/demo/etcd-ca");
        crls(etcd.crl(12, House.NOW, 5), etcd.crl(13, House.NOW, 0x77));
        assertNotEffective(revoke("77"), "or without its entries");
    }

    @Test
    void waitsForTwoMinutesWhereThereIsNothing() {
        Result result = house.run("revoke", "77", "--why", "INC7781", "--key", house.key("fay"), "--yes");

        assertThat(result.err()).contains("error: not effective yet: there is no CRL");
        assertThat(Duration.between(House.NOW, house.now)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void doesNotBelieveTheRegistrysWord() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));
        showState("{\"state\":\"effective\"}");

        assertNotEffective(revoke("77"), "lacks 1 of 1 serials; the registry says: effective");
    }

    /** Every order, whatever its digest, is in this state. */
    private void showState(String json) {
        house.registry.answerAll("GET /v1/revocations/", json);
    }

    @Test
    void saysWhileItWaitsWhatItWaitsFor() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));

        Result result = revoke("77", "--wait", "20s");

        assertThat(result.out().lines().filter(line -> line.startsWith("waiting")))
                .containsExactly(
                        "waiting (0 s): CRL number 10 of 2026-11-22T12:00:00Z lacks 1 of 1 serials; the registry says: ordered",
                        "waiting (15 s): CRL number 10 of 2026-11-22T12:00:00Z lacks 1 of 1 serials; the registry says: ordered");
        assertThat(result.err()).contains("what to do: look again with: countersign get revocation ");
    }

    @Test
    void stopsWaitingWhenTheSignerRefusedForGood() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));
        showState("{\"state\":\"refused\",\"refusal\":{\"code\":\"crl-full\",\"detail\":\"751 entries\"}}");

        Result result = revoke("77");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .isEqualTo(
                        """
                        error: not effective, refused: crl-full: 751 entries
                        what to do: Replace the CA; nothing is ever taken off its CRL.
                        """);
        assertThat(house.now).isEqualTo(House.NOW);
    }

    @Test
    void waitsOnWhenARefusalIsTriedAgainOrTheRegistryIsAwayForAWhile() throws Exception {
        crls(etcd.crl(10, House.NOW), etcd.crl(10, House.NOW));
        house.registry.problem("GET /v1/crls/demo/etcd-ca", 503, "unavailable", "restarting");
        etcd.publish(house.registry, etcd.crl(11, House.NOW, 0x77));
        showState("{\"state\":\"refused\",\"refusal\":{\"code\":\"crl-state-unknown\",\"detail\":\"none\"}}");

        Result result = revoke("77");

        assertThat(result.out())
                .contains("refused: crl-state-unknown: none, which is tried again")
                .contains("unavailable: restarting")
                .contains("effective: CRL number 11");
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
    }

    @Test
    void sendsNothingForWhatIsListedAlready() throws Exception {
        etcd.publish(house.registry, etcd.crl(11, House.NOW, 0x77));

        Result result = revoke("77");

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("revoked already: CRL 11");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void signsNothingWithoutAYes() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));
        house.typed = "no\n";

        Result result = house.run("revoke", "77", "--why", "INC7781", "--key", house.key("fay"));

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).contains("Sign as fay? [yes/no]");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void refusesAKeyThatIsNoRevokersBeforeAnythingIsSent() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));

        Result result = house.run("revoke", "77", "--why", "INC7781", "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("not-a-revoker");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void refusesAnotherCertificateThanAskedForAndOneOfAForeignCa() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));
        Authority.show(house.registry, etcd.peer(0x99, "cp-1"), 0x88, PEER);
        Authority.show(
                house.registry,
                new Authority(Installation.at(House.NOW), "demo", "etcd-ca").peer(0x66, "cp-1"),
                0x66,
                PEER);

        assertThat(revoke("88").err()).contains("it is serial 99, another one than asked for");
        assertThat(revoke("66").err()).contains("the registry's certificate 66 does not count");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void saysWhatHelpsWhereNobodyReadsACrl() throws Exception {
        Authority cluster = new Authority(house.installation, "demo", "ca");
        byte[] jane = cluster.certificate(
                0x50,
                "user",
                new Names("jane", List.of("payments"), List.of(), List.of(), List.of()),
                Installation.pair("secp256r1"));
        byte[] root = cluster.certificate(
                0x51,
                "super-admin",
                new Names("root", List.of("system:masters"), List.of(), List.of(), List.of()),
                Installation.pair("secp256r1"));
        Authority.show(house.registry, jane, 0x50, Lineage.parse("demo/user/jane"));
        Authority.show(house.registry, root, 0x51, Lineage.parse("demo/super-admin/cp-1"));

        assertThat(revoke("50").err())
                .contains(
                        "issuer-without-crl: ca of demo has no CRL, because nobody would read one; serial 50 works until")
                .contains("remove the RBAC bindings of user 'jane' and of the groups [payments]");
        assertThat(revoke("51").err()).contains("system:masters passes by RBAC: only a new cluster CA ends this one");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void revokesFromAFileWhatTheRegistryHides() throws Exception {
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW, 0x42));
        Path file = house.pem("stolen.crt", etcd.peer(0x42, "cp-1"));

        assertThat(revoke("--certificate", file.toString()).err())
                .contains("the registry knows no lineage of the certificate");
        Result result = revoke("--certificate", file.toString(), "--lineage", "demo/etcd-peer/cp-1");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("is            nowhere that the registry knows of");
        assertThat(posted().order().certificates().get(0).lineage()).isEqualTo(PEER);
    }

    @Test
    void aCertificateReportsItselfWithItsOwnKey() throws Exception {
        KeyPair keys = Installation.pair("secp256r1");
        byte[] own = etcd.certificate(0x43, "etcd-peer", Installation.etcdPeer("cp-1"), keys);
        Authority.show(house.registry, own, 0x43, PEER);
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW, 0x43));

        Result result = house.run(
                "revoke",
                "--certificate",
                house.pem("own.crt", own).toString(),
                "--certificate-key",
                house.privateKey("own.key", keys).toString(),
                "--why",
                "disk lost",
                "--yes");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .contains("signing as the certificate's own key")
                .contains("which is enough");
        assertThat(posted().byOwnKey()).isTrue();
    }

    @Test
    void refusesASelfReportWithAnotherKey() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));

        Result result = house.run(
                "revoke",
                "--certificate",
                house.pem("own.crt", certificate).toString(),
                "--certificate-key",
                house.privateKey("other.key", Installation.pair("secp256r1")).toString(),
                "--why",
                "disk lost",
                "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("signature-invalid");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void printsNothingButTheValueForScripts() throws Exception {
        crls(etcd.crl(10, House.NOW), etcd.crl(11, House.NOW, 0x77));

        Result result = revoke("77", "-o", "json");

        JsonNode value = Json.STRICT.readTree(result.out());
        assertThat(value.path("state").asText()).isEqualTo("effective");
        assertThat(value.path("digest").asText())
                .isEqualTo(posted().order().digest().toString());
        assertThat(value.path("certificates").get(0).path("serial").asText()).isEqualTo("77");
        assertThat(value.path("crl").path("number").asLong()).isEqualTo(11);
        assertThat(result.err()).contains("Revocation to sign").contains("effective: ");
    }

    @Test
    void aScriptSeesThatItIsOnlyOrdered() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));

        Result result = revoke("77", "-o", "json", "--wait", "1s");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(Json.STRICT.readTree(result.out()).path("state").asText()).isEqualTo("ordered");
    }

    @Test
    void needsAWhyAndOneKey() {
        assertThat(house.run("revoke", "77", "--key", house.key("fay")).exit()).isEqualTo(ExitCode.USAGE);
        assertThat(house.run("revoke", "77", "--why", "x").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(house.run("revoke", "77", "--why", "x", "--certificate-key", "f")
                        .exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(house.run("revoke", "--why", "x", "--key", house.key("fay")).exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(revoke("77", "--reason", "certificateHold").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(revoke("not a name").exit()).isEqualTo(ExitCode.USAGE);
    }
}
