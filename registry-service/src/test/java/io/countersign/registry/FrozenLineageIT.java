package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.RenewalDue;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.Installation;
import io.countersign.orders.Order;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.Csr;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Grants on their way to the agent, until the log says that one key's holder ordered twice. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FrozenLineageIT {
    private static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Asking asking;
    private Granting granting;
    private Signing signing;
    private Producer<String, byte[]> signer;

    FrozenLineageIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        asking = new Asking(registry);
        granting = new Granting(registry);
        signing = new Signing(registry.installation());
        signer = stack.kafka(ServiceName.SIGNER).producer();
    }

    @AfterAll
    void stop() {
        signer.close();
        registry.close();
    }

    @Test
    void offersTheGrantThatEndsLastUntilAPredecessorIsReused() {
        Csr csr = Asking.etcdPeer();
        JsonNode request = approved(csr);
        Event issued = signing.issued(request, csr);
        Publishing.send(signer, issued);
        awaitIssued(request);
        RestClient agent = registry.agent("demo", RunningRegistry.NODE);
        report(agent, issued);
        due(issued);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !work(agent)
                .isEmpty());
        assertThat(work(agent).get(0).has("grant")).as("nobody granted").isFalse();

        GrantText shorter = granting.text(PEER, Instant.now().plus(Duration.ofDays(50)));
        GrantText longer = granting.text(PEER, Instant.now().plus(Duration.ofDays(60)));
        GrantOrder later = granting.granted(longer);
        granting.granted(shorter);
        GrantText gathering = granting.text(PEER, Instant.now().plus(Duration.ofDays(70)));
        granting.propose(granting.order(gathering), Installation.ALICE, gathering);
        JsonNode grant = work(agent).get(0).path("grant");
        assertThat(grant.path("text").asText()).isEqualTo(longer.text());
        assertThat(grant.path("digest").asText()).isEqualTo(longer.digest().toString());
        assertThat(grant.path("order").asText()).isEqualTo(later.digest().toString());

        Event reused = signing.lapsed(request, csr, "predecessor-reused");
        Publishing.send(signer, reused);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> lineage().has("frozen"));
        assertThat(lineage().path("frozen").path("code").asText()).isEqualTo("predecessor-reused");
        assertThat(lineage().path("frozen").path("detail").asText()).isNotEmpty();
        assertThat(Instant.parse(lineage().path("frozen").path("at").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(work(agent).get(0).has("grant")).as("people decide now").isFalse();
        assertThat(asking.requester()
                        .get("/v1/lineages?cluster=demo&component=etcd-peer")
                        .body()
                        .path("items")
                        .get(0)
                        .has("frozen"))
                .isTrue();

        Csr next = Asking.etcdPeer();
        JsonNode byPeople = approved(next);
        Publishing.send(signer, signing.issued(byPeople, next));
        awaitIssued(byPeople);
        assertThat(lineage().has("frozen")).isFalse();
        Publishing.send(signer, reused);
        Csr last = Asking.etcdPeer();
        JsonNode behind = approved(last);
        Publishing.send(signer, signing.issued(behind, last));
        awaitIssued(behind);
        assertThat(lineage().has("frozen")).as("told again").isFalse();
    }

    private JsonNode approved(Csr csr) {
        JsonNode request = asking.asked(csr, PEER);
        Order order = asking.order(request);
        asking.approver("alice").post("/v1/orders", asking.proposal(request, order, Installation.ALICE));
        asking.approver("bob")
                .post("/v1/orders/" + order.digest() + "/approvals", asking.sign(order, Installation.BOB));
        return asking.show(request);
    }

    private void awaitIssued(JsonNode request) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> asking.show(request).path("state").asText().equals("issued"));
    }

    private JsonNode lineage() {
        return asking.requester().get("/v1/lineages/" + PEER).body();
    }

    private static JsonNode work(RestClient agent) {
        return agent.get("/v1/agent/work").body().path("items");
    }

    private static void report(RestClient agent, Event issued) {
        RestClient.Reply reply = agent.post(
                "/v1/agent/reports",
                Map.of(
                        "lineage", PEER.toString(),
                        "kind", "installed",
                        "fingerprint",
                                issued.data(CertificateIssued.class)
                                        .certificate()
                                        .sha256()
                                        .hex(),
                        "at", Instant.now().toString()));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    private void due(Event issued) {
        CertificateIssued certificate = issued.data(CertificateIssued.class);
        RenewalDue due =
                new RenewalDue(PEER, "etcd-peer", certificate.id(), Instant.now(), certificate.notAfter(), "installed");
        try (Producer<String, byte[]> watcher = stack.kafka(ServiceName.WATCHER).producer()) {
            Publishing.send(
                    watcher,
                    Event.of(
                            EventType.RENEWAL_DUE,
                            ServiceName.WATCHER.source(),
                            PEER.toString(),
                            Instant.now(),
                            due,
                            Optional.empty()));
        }
    }
}
