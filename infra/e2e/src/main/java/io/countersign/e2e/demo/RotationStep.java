package io.countersign.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Installation;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.OpenSsl;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A certificate falls due and is replaced under a running etcd member, which serves the new one without a restart. */
final class RotationStep implements Step {
    /** Its first certificate lives for minutes, so that it falls due while somebody watches. */
    static final String COMPONENT = "etcd-server";

    static final String LIFETIME = "4m";
    static final Lineage LINEAGE = new Lineage(Layout.CLUSTER, COMPONENT, "cp-1");

    private String before = "";

    @Override
    public String name() {
        return "rotation";
    }

    @Override
    public String title() {
        return "a certificate of a real etcd member falls due; the agent replaces it, a probe sees it served";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Installation installation = demo.installation();
        before = installation.servedByEtcd();
        demo.say("etcd (pid " + installation.etcd().pid() + ") serves serial " + before);

        installation.awaitEvent(EventType.RENEWAL_DUE, LINEAGE, Duration.ofSeconds(150));
        demo.say("renewal.due for " + LINEAGE + " on its topic");

        Client operator = installation.client("oscar");
        AtomicReference<String> request = new AtomicReference<>();
        Installation.await("the agent's request", Duration.ofSeconds(60), () -> {
            request.set(waitingRequest(operator).orElse(null));
            return request.get() != null;
        });
        demo.say("the agent made a new key and asked: request " + request.get());
        approve(installation, "alice", request.get(), 4);
        approve(installation, "bob", request.get(), 0);

        Installation.await("the new certificate served", Duration.ofSeconds(60), () -> !installation
                .servedByEtcd()
                .equals(before));
        Installation.await(
                "the inventory to say served",
                Duration.ofSeconds(30),
                () -> isPlaced(operator, "served", installation.servedByEtcd()));
    }

    @Override
    public String check(Demo demo) throws Exception {
        Installation installation = demo.installation();
        Client operator = installation.client("oscar");
        Path certificate = installation.layout().kubernetes().resolve("pki/etcd/server.crt");
        String after = installation.servedByEtcd();
        FailedCheckException.require(!after.equals(before), "etcd still serves " + before);
        FailedCheckException.require(
                after.equals(OpenSsl.serial(certificate)), "etcd serves " + after + ", not what lies on disk");
        for (String place : List.of("installed", "served")) {
            FailedCheckException.require(
                    isPlaced(operator, place, after), "the inventory does not say that " + after + " is " + place);
        }
        demo.say(operator.run("describe", "lineage", LINEAGE.toString())
                .expect(0)
                .out());
        return "etcd's server certificate fell due; the agent made a new key, alice and bob approved, and etcd's port serves serial "
                + after.substring(0, 8) + "… instead of " + before.substring(0, 8)
                + "… without a restart; the inventory says installed and served.";
    }

    /** Whether the inventory names this serial as the one installed, or served. */
    private static boolean isPlaced(Client operator, String place, String serial) {
        String said = operator.run("get", "lineage", LINEAGE.toString(), "-o", "json")
                .expect(0)
                .json()
                .path(place)
                .path("serial")
                .asText();
        return !said.isEmpty() && new BigInteger(said, 16).equals(new BigInteger(serial, 16));
    }

    private static void approve(Installation installation, String person, String request, int exit) {
        installation
                .client(person)
                .run(
                        "approve",
                        request,
                        "--key",
                        installation.layout().approvalKey(person).toString(),
                        "--yes")
                .expect(exit);
    }

    private static Optional<String> waitingRequest(Client operator) {
        for (JsonNode request :
                operator.run("get", "requests", "-o", "json").expect(0).json().path("items")) {
            if (LINEAGE.toString().equals(request.path("lineage").asText())
                    && "submitted".equals(request.path("state").asText())) {
                return Optional.of(request.path("id").asText());
            }
        }
        return Optional.empty();
    }
}
