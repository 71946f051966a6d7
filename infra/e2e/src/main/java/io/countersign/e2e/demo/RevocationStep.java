package io.countersign.e2e.demo;

import io.countersign.contracts.SerialNumber;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Installation;
import io.countersign.e2e.installation.Layout;
import io.countersign.stack.Identity;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A copied key is of no use to its holder any more once a revoker has signed and the node has the CRL. */
final class RevocationStep implements Step {
    private SerialNumber serial;
    private String answered = "";

    @Override
    public String name() {
        return "revocation";
    }

    @Override
    public String title() {
        return "a copied client certificate is revoked; the agent brings etcd the CRL, and etcd refuses the copy";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Installation installation = demo.installation();
        Layout layout = installation.layout();
        Identity stolen = layout.stolen();
        serial = IssuedCertificate.readPem(Files.readString(stolen.cert())).serial();
        answered = installation.askEtcd(stolen);
        demo.say("with the copied key etcd answers " + answered.strip());
        demo.say(installation
                .client("chen")
                .run(
                        "revoke",
                        serial.toString(),
                        "--reason",
                        "keyCompromise",
                        "--why",
                        "INC7781 key of apiserver-etcd-client copied",
                        "--key",
                        layout.approvalKey("chen").toString(),
                        "--yes")
                .expect(0)
                .out());
        Installation.await("the CRL on the node", Duration.ofSeconds(90), () -> installed(layout)
                .lists(serial)
                .isPresent());
    }

    @Override
    public String check(Demo demo) throws Exception {
        Installation installation = demo.installation();
        Layout layout = installation.layout();
        Crl crl = installed(layout);
        FailedCheckException.require(crl.lists(serial).isPresent(), "the node's CRL does not list " + serial);
        FailedCheckException.require(answered.contains("true"), "the copied key never worked: " + answered);
        FailedCheckException.require(isRefused(installation, layout.stolen()), "etcd still takes the copied key");
        Path live = layout.kubernetes().resolve("pki/apiserver-etcd-client.crt");
        Identity honest = new Identity(
                "apiserver-etcd-client",
                live.resolveSibling("apiserver-etcd-client.key"),
                live,
                layout.stolen().ca());
        FailedCheckException.require(
                installation.askEtcd(honest).contains("true"), "etcd does not take the node's own certificate");
        return "chen revoked the former certificate of apiserver-etcd-client, serial "
                + serial.toString().substring(0, 8) + "…; CRL " + crl.number()
                + " is on the node, etcd refuses the copied key at its next handshake and goes on with the new one.";
    }

    private static boolean isRefused(Installation installation, Identity client) {
        try {
            installation.askEtcd(client);
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    private static Crl installed(Layout layout) throws IOException, CrlFaultException {
        IssuerCertificate issuer = IssuerCertificate.ofPem(Files.readString(layout.issuer(Layout.CLUSTER, "etcd-ca")));
        return Crl.verify(Crl.der(Files.readAllBytes(layout.etcdCrl())), issuer);
    }
}
