package io.countersign.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** The inventory in the form that administrators of kubeadm clusters know. */
final class InventoryStep implements Step {
    private static final int ATTENTION = 3;

    @Override
    public String name() {
        return "inventory";
    }

    @Override
    public String title() {
        return "certs check-expiration, as kubeadm shows it";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Client operator = demo.installation().client("oscar");
        demo.say(healthy(operator.run("certs", "check-expiration", "--cluster", Layout.CLUSTER))
                .out());
    }

    @Override
    public String check(Demo demo) throws Exception {
        Client operator = demo.installation().client("oscar");
        JsonNode info = healthy(operator.run("certs", "check-expiration", "--cluster", Layout.CLUSTER, "-o", "json"))
                .json();
        FailedCheckException.require(
                "CertificateExpirationInfo".equals(info.path("kind").asText()), "not kubeadm's kind: " + info);
        for (JsonNode certificate : info.path("certificates")) {
            FailedCheckException.require(
                    certificate.hasNonNull("expirationDate")
                            && certificate.path("residualTime").isIntegralNumber()
                            && certificate.hasNonNull("caName"),
                    "not kubeadm's fields: " + certificate);
        }
        FailedCheckException.require(
                info.path("certificates").size() == demo.requests().size(),
                "the inventory lists " + info.path("certificates").size() + " certificates, not "
                        + demo.requests().size());
        Path etc = demo.installation().layout().kubernetes();
        for (Wanted wanted : demo.requests().keySet()) {
            Instant shown = expiration(info, wanted);
            Instant real = notAfter(CertificatesStep.certificate(etc, wanted));
            FailedCheckException.require(
                    shown.equals(real), wanted.file() + " ends at " + real + ", not at " + shown + " as shown");
        }
        return "The inventory shows " + info.path("certificates").size() + " certificates of "
                + info.path("certificateAuthorities").size()
                + " CAs in kubeadm's columns and field names; each ends when the file on the node does.";
    }

    private static Instant expiration(JsonNode info, Wanted wanted) {
        for (JsonNode certificate : info.path("certificates")) {
            String name = certificate.path("name").asText();
            boolean same = name.equals(wanted.component()) || name.equals(wanted.component() + ".conf");
            if (same && wanted.instance().equals(certificate.path("instance").asText())) {
                return Instant.parse(certificate.path("expirationDate").asText());
            }
        }
        throw new FailedCheckException("the inventory does not list " + wanted.file());
    }

    private static Instant notAfter(Path certificate) throws IOException, CertificateException {
        try (InputStream file = Files.newInputStream(certificate)) {
            X509Certificate read =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
            return read.getNotAfter().toInstant();
        }
    }

    /** The etcd server certificate of this demo lives for minutes: by the time it is looked at it may need attention. */
    private static Client.Answer healthy(Client.Answer answer) {
        return answer.exit() == ATTENTION ? answer : answer.expect(0);
    }
}
