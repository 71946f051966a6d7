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
import io.countersign.orders.Installation;
import io.countersign.orders.Revoked;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One revoker, or the certificate's own key: what is asked, shown, signed and sent. */
class RevokeTest {
    @TempDir
    Path folder;

    private Revoking revoking;

    @BeforeEach
    void open() throws Exception {
        revoking = new Revoking(folder);
    }

    @AfterEach
    void close() {
        revoking.close();
    }

    @Test
    void succeedsWhenItHasVerifiedACrlThatListsTheSerial() throws Exception {
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW, 0x77));

        Result result = revoking.revoke("77");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(revoking.posted().order().certificates())
                .containsExactly(new Revoked(SerialNumber.parse("77"), Revoking.PEER));
        assertThat(revoking.posted().order().reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
        assertThat(revoking.posted().order().why()).isEqualTo("INC7781");
        assertThat(revoking.posted().persons()).containsExactly("fay");
        assertThat(result.out())
                .contains("signing as fay")
                .contains("signed: 1 of 1 persons (fay)")
                .contains(
                        "effective: CRL number 11 of etcd-ca of demo, made at 2026-11-22T12:00:00Z, lists the serial");
    }

    @Test
    void saysWhatBreaksAndWhatARevocationDoesNotDo() throws Exception {
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW, 0x77));

        assertThat(revoking.revoke("77").out())
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
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW, 0x77));

        revoking.revoke(Bytes.of(revoking.certificate).sha256().hex());
        assertThat(revoking.posted().order().certificates()).hasSize(1);
        int sent = revoking.house.registry.sent.size();
        revoking.revoke("lineage/demo/etcd-peer/cp-1");
        assertThat(revoking.house.registry.sent).as("revoked already by then").hasSize(sent);
        revoking.house.registry.forget("GET /v1/crls/demo/etcd-ca");
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW, 0x77));
        revoking.revoke("demo/etcd-peer/cp-1");
        assertThat(revoking.house.registry.sent).hasSize(sent + 1);
    }

    @Test
    void revokesWhateverOfALineageIsInstalledOrServed() throws Exception {
        byte[] older = revoking.etcd.peer(0x76, "cp-1");
        Authority.show(revoking.house.registry, older, 0x76, Revoking.PEER);
        revoking.house.registry.forget("GET /v1/lineages/" + Revoking.PEER);
        revoking.house.registry.answer(
                "GET /v1/lineages/" + Revoking.PEER,
                """
                {"newest":{"fingerprint":"%s"},"served":{"fingerprint":"%s"}}"""
                        .formatted(
                                Bytes.of(revoking.certificate).sha256().hex(),
                                Bytes.of(older).sha256().hex()));
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW, 0x76, 0x77));

        Result result = revoking.revoke("demo/etcd-peer/cp-1");

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(revoking.posted().order().certificates()).hasSize(2);
        assertThat(result.out()).contains("lists every serial");
    }

    @Test
    void sendsNothingForWhatIsListedAlready() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(11, House.NOW, 0x77));

        Result result = revoking.revoke("77");

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("revoked already: CRL 11");
        assertThat(revoking.house.registry.sent).isEmpty();
    }

    @Test
    void signsNothingWithoutAYes() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(10, House.NOW));
        revoking.house.typed = "no\n";

        Result result = revoking.house.run("revoke", "77", "--why", "INC7781", "--key", revoking.house.key("fay"));

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).contains("Sign as fay? [yes/no]");
        assertThat(revoking.house.registry.sent).isEmpty();
    }

    @Test
    void refusesAKeyThatIsNoRevokersBeforeAnythingIsSent() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(10, House.NOW));

        Result result =
                revoking.house.run("revoke", "77", "--why", "INC7781", "--key", revoking.house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("not-a-revoker");
        assertThat(revoking.house.registry.sent).isEmpty();
    }

    @Test
    void refusesAnotherCertificateThanAskedForAndOneOfAForeignCa() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(10, House.NOW));
        Authority.show(revoking.house.registry, revoking.etcd.peer(0x99, "cp-1"), 0x88, Revoking.PEER);
        Authority.show(
                revoking.house.registry,
                new Authority(Installation.at(House.NOW), "demo", "etcd-ca").peer(0x66, "cp-1"),
                0x66,
                Revoking.PEER);

        assertThat(revoking.revoke("88").err()).contains("it is serial 99, another one than asked for");
        assertThat(revoking.revoke("66").err()).contains("the registry's certificate 66 does not count");
        assertThat(revoking.house.registry.sent).isEmpty();
    }

    @Test
    void saysWhatHelpsWhereNobodyReadsACrl() throws Exception {
        Authority cluster = new Authority(revoking.house.installation, "demo", "ca");
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
        Authority.show(revoking.house.registry, jane, 0x50, Lineage.parse("demo/user/jane"));
        Authority.show(revoking.house.registry, root, 0x51, Lineage.parse("demo/super-admin/cp-1"));

        assertThat(revoking.revoke("50").err())
                .contains(
                        "issuer-without-crl: ca of demo has no CRL, because nobody would read one; serial 50 works until")
                .contains("remove the RBAC bindings of user 'jane' and of the groups [payments]");
        assertThat(revoking.revoke("51").err())
                .contains("system:masters passes by RBAC: only a new cluster CA ends this one");
        assertThat(revoking.house.registry.sent).isEmpty();
    }

    @Test
    void revokesFromAFileWhatTheRegistryHides() throws Exception {
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW, 0x42));
        Path file = revoking.house.pem("stolen.crt", revoking.etcd.peer(0x42, "cp-1"));

        assertThat(revoking.revoke("--certificate", file.toString()).err())
                .contains("the registry knows no lineage of the certificate");
        Result result = revoking.revoke("--certificate", file.toString(), "--lineage", "demo/etcd-peer/cp-1");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("is            nowhere that the registry knows of");
        assertThat(revoking.posted().order().certificates().get(0).lineage()).isEqualTo(Revoking.PEER);
    }

    @Test
    void aCertificateReportsItselfWithItsOwnKey() throws Exception {
        KeyPair keys = Installation.pair("secp256r1");
        byte[] own = revoking.etcd.certificate(0x43, "etcd-peer", Installation.etcdPeer("cp-1"), keys);
        Authority.show(revoking.house.registry, own, 0x43, Revoking.PEER);
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW, 0x43));

        Result result = revoking.house.run(
                "revoke",
                "--certificate",
                revoking.house.pem("own.crt", own).toString(),
                "--certificate-key",
                revoking.house.privateKey("own.key", keys).toString(),
                "--why",
                "disk lost",
                "--yes");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .contains("signing as the certificate's own key")
                .contains("which is enough");
        assertThat(revoking.posted().byOwnKey()).isTrue();
    }

    @Test
    void refusesASelfReportWithAnotherKey() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(10, House.NOW));

        Result result = revoking.house.run(
                "revoke",
                "--certificate",
                revoking.house.pem("own.crt", revoking.certificate).toString(),
                "--certificate-key",
                revoking.house
                        .privateKey("other.key", Installation.pair("secp256r1"))
                        .toString(),
                "--why",
                "disk lost",
                "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("signature-invalid");
        assertThat(revoking.house.registry.sent).isEmpty();
    }

    @Test
    void printsNothingButTheValueForScripts() throws Exception {
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW, 0x77));

        Result result = revoking.revoke("77", "-o", "json");

        JsonNode value = Json.STRICT.readTree(result.out());
        assertThat(value.path("state").asText()).isEqualTo("effective");
        assertThat(value.path("digest").asText())
                .isEqualTo(revoking.posted().order().digest().toString());
        assertThat(value.path("certificates").get(0).path("serial").asText()).isEqualTo("77");
        assertThat(value.path("crl").path("number").asLong()).isEqualTo(11);
        assertThat(result.err()).contains("Revocation to sign").contains("effective: ");
    }

    @Test
    void aScriptSeesThatItIsOnlyOrdered() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(10, House.NOW));

        Result result = revoking.revoke("77", "-o", "json", "--wait", "1s");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(Json.STRICT.readTree(result.out()).path("state").asText()).isEqualTo("ordered");
    }

    @Test
    void needsAWhyAndOneKey() {
        assertThat(revoking.house
                        .run("revoke", "77", "--key", revoking.house.key("fay"))
                        .exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(revoking.house.run("revoke", "77", "--why", "x").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(revoking.house
                        .run("revoke", "77", "--why", "x", "--certificate-key", "f")
                        .exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(revoking.house
                        .run("revoke", "--why", "x", "--key", revoking.house.key("fay"))
                        .exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(revoking.revoke("77", "--reason", "certificateHold").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(revoking.revoke("not a name").exit()).isEqualTo(ExitCode.USAGE);
    }
}
