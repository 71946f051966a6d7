package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.OpenSsl;
import io.countersign.e2e.installation.Wanted;
import io.countersign.stack.Etcd;
import io.countersign.stack.Identity;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Pem;
import io.countersign.x509.crl.Crl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A key of one of etcd's clients is in other hands: one revoker signs, and the real member refuses its certificate at the next
 * handshake, without a restart, while everybody else goes on.
 */
@WithInstallation
final class RevocationReachesEtcdIT {
    private static final List<String> OF_ETCD =
            List.of("etcd-server", "etcd-peer", "etcd-healthcheck-client", "apiserver-etcd-client");
    private static final Lineage VICTIM = Lineage.parse("demo/apiserver-etcd-client/cp-1");

    private final SharedInstallation site;
    private final Layout layout;

    RevocationReachesEtcdIT(SharedInstallation site) {
        this.site = site;
        this.layout = site.layout();
    }

    @Test
    void aRevokedClientIsRefusedAtTheNextHandshake() throws Exception {
        assumeTrue(Etcd.findBinary(layout.root().resolve(".run/tools")).isPresent(), "no etcd-server");
        Path ca = layout.kubernetes().resolve("pki/etcd/ca.crt");
        Files.createDirectories(ca.getParent());
        Files.copy(layout.issuer(Layout.CLUSTER, "etcd-ca"), ca, StandardCopyOption.REPLACE_EXISTING);
        for (Wanted wanted : Wanted.kubeadmCluster()) {
            if (OF_ETCD.contains(wanted.component())) {
                issue(wanted);
            }
        }
        site.installation().startEtcd();
        site.installation().startAgent();
        try {
            revokeACopiedKey();
        } finally {
            site.installation().stopNode();
            // The agent's copy for its probe; other tests look for copies of keys.
            Files.delete(layout.etcdProbe().resolve("key.pem"));
        }
    }

    private void revokeACopiedKey() throws Exception {
        Identity thief = identity("apiserver-etcd-client", layout.kubernetes().resolve("pki/apiserver-etcd-client"));
        Identity honest =
                identity("etcd-healthcheck-client", layout.kubernetes().resolve("pki/etcd/healthcheck-client"));
        assertThat(site.installation().askEtcd(thief)).contains("true");
        IssuedCertificate stolen = IssuedCertificate.readPem(Files.readString(thief.cert()));

        Client.Answer revoked = site.installation()
                .client("alice")
                .run(
                        "revoke",
                        VICTIM.toString(),
                        "--reason",
                        "keyCompromise",
                        "--why",
                        "INC7781: key copied",
                        "--key",
                        layout.approvalKey("alice").toString(),
                        "--yes");

        assertThat(revoked.expect(0).out()).contains(stolen.serial().toString());
        await("the member's CRL lists it")
                .atMost(Duration.ofMinutes(2))
                .until(() -> installed().lists(stolen.serial()).isPresent());
        assertThatThrownBy(() -> site.installation().askEtcd(thief)).isInstanceOf(IOException.class);
        assertThat(site.installation().askEtcd(honest)).contains("true");
        assertThat(Files.readString(layout.service("agent").resolve("crl.prom")))
                .contains("countersign_agent_crl_number")
                .contains(Long.toString(installed().number()));
        assertThat(site.installation()
                        .client("oscar")
                        .run("get", "certificate", stolen.serial().toString(), "-o", "json")
                        .expect(0)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("revoked");
    }

    private Crl installed() throws Exception {
        IssuerCertificate issuer =
                site.trust().issuer(Layout.CLUSTER, "etcd-ca").orElseThrow().certificate();
        return Crl.verify(Crl.der(Files.readAllBytes(layout.etcdCrl())), issuer);
    }

    private Identity identity(String name, Path file) {
        return new Identity(
                name,
                Path.of(file + ".key"),
                Path.of(file + ".crt"),
                layout.kubernetes().resolve("pki/etcd/ca.crt"));
    }

    private void issue(Wanted wanted) throws Exception {
        Path file = layout.kubernetes().resolve(wanted.file());
        Files.createDirectories(file.getParent());
        Path key = OpenSsl.newKey(Path.of(file + ".key"));
        Path csr = OpenSsl.csr(key, wanted.subject(), wanted.sans(), Path.of(file + ".csr"));
        Csr read = Csr.read(Pem.decode(Pem.CERTIFICATE_REQUEST, Files.readString(csr)));
        Asked asked = site.asked(new Lineage(Layout.CLUSTER, wanted.component(), wanted.instance()), read);
        site.approve("alice", asked).expect(4);
        site.approve("bob", asked).expect(0);
        CertificateIssued issued = site.issued(asked).data(CertificateIssued.class);
        Files.writeString(
                Path.of(file + ".crt"),
                Pem.encode(Pem.CERTIFICATE, issued.certificate().toArray()));
    }
}
