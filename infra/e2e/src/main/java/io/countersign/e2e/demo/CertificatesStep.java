package io.countersign.e2e.demo;

import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Handshake;
import io.countersign.e2e.installation.Installation;
import io.countersign.e2e.installation.Kubeconfig;
import io.countersign.e2e.installation.OpenSsl;
import io.countersign.e2e.installation.Shell;
import io.countersign.e2e.installation.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The certificates in kubeadm's layout, checked by tools that know nothing of Countersign. */
final class CertificatesStep implements Step {
    private static final List<String> CAS = List.of("ca", "etcd-ca", "front-proxy-ca");

    @Override
    public String name() {
        return "certificates";
    }

    @Override
    public String title() {
        return "files in kubeadm's layout; openssl verify, a TLS 1.3 handshake, kubectl";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Installation installation = demo.installation();
        Path etc = installation.layout().kubernetes();
        for (String ca : CAS) {
            Path file = caFile(etc, ca);
            Files.createDirectories(file.getParent());
            Files.copy(installation.caCertificate(ca), file);
        }
        Client operator = installation.client("oscar");
        for (Wanted wanted : demo.requests().keySet()) {
            String pem = operator.run("get", "certificate", demo.requests().get(wanted), "-o", "pem")
                    .expect(0)
                    .out();
            Files.writeString(certificate(etc, wanted), pem);
        }
    }

    @Override
    public String check(Demo demo) throws Exception {
        Path etc = demo.installation().layout().kubernetes();
        int accepted = 0;
        int refused = 0;
        for (Wanted wanted : demo.requests().keySet()) {
            // A certificate of the right CA may still be somebody else's.
            FailedCheckException.require(
                    OpenSsl.belongTogether(certificate(etc, wanted), key(etc, wanted)),
                    certificate(etc, wanted) + " is not of the key beside it");
            for (String ca : CAS) {
                for (String purpose : wanted.purposes()) {
                    boolean verifies = OpenSsl.verifies(caFile(etc, ca), purpose, certificate(etc, wanted));
                    FailedCheckException.require(
                            verifies == ca.equals(wanted.ca()),
                            "openssl " + (verifies ? "accepts " : "refuses ") + certificate(etc, wanted) + " as "
                                    + purpose + " under " + ca);
                    accepted += verifies ? 1 : 0;
                    refused += verifies ? 0 : 1;
                }
            }
        }
        String client = handshake(etc);
        demo.say("TLS 1.3 between apiserver and " + client);
        kubectl(etc);
        return accepted + " checks by openssl verify hold for the key beside the file under the own CA and " + refused
                + " fail under the others; apiserver and its kubelet client complete a TLS 1.3 handshake; kubectl takes jane's kubeconfig.";
    }

    private static String handshake(Path etc) {
        Path ca = caFile(etc, "ca");
        return Handshake.complete(
                new Handshake.Side(etc.resolve("pki/apiserver.crt"), etc.resolve("pki/apiserver.key"), ca),
                new Handshake.Side(
                        etc.resolve("pki/apiserver-kubelet-client.crt"),
                        etc.resolve("pki/apiserver-kubelet-client.key"),
                        ca),
                "kubernetes");
    }

    /** Bad material fails before any connection is tried; good material gets as far as the closed port. */
    private static void kubectl(Path etc) {
        Path file = Kubeconfig.write(
                etc.resolve("users/jane.conf"),
                "demo",
                "jane",
                "https://127.0.0.1:1",
                caFile(etc, "ca"),
                etc.resolve("users/jane.crt"),
                etc.resolve("users/jane.key"));
        Shell.Result result =
                Shell.run("kubectl", "--kubeconfig", file.toString(), "get", "ns", "--request-timeout=3s");
        FailedCheckException.require(
                result.exit() != 0 && result.output().contains("refused"),
                "kubectl did not get as far as the closed port: " + result.output());
    }

    static Path certificate(Path etc, Wanted wanted) {
        return Path.of(etc.resolve(wanted.file()) + ".crt");
    }

    private static Path key(Path etc, Wanted wanted) {
        return Path.of(etc.resolve(wanted.file()) + ".key");
    }

    static Path caFile(Path etc, String ca) {
        return etc.resolve("pki").resolve(ca.equals("etcd-ca") ? "etcd/ca.crt" : ca + ".crt");
    }
}
