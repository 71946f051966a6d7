package io.countersign.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Layout;

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
        return "The inventory shows " + info.path("certificates").size() + " certificates of "
                + info.path("certificateAuthorities").size() + " CAs in kubeadm's columns and field names.";
    }

    /** The etcd server certificate of this demo lives for minutes: by the time it is looked at it may need attention. */
    private static Client.Answer healthy(Client.Answer answer) {
        return answer.exit() == ATTENTION ? answer : answer.expect(0);
    }
}
