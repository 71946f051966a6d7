package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.RenewalDue;
import io.countersign.orders.GrantText;
import io.countersign.orders.Installation;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.CertificateCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a revoked certificate still renews: nothing. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RevokedRenewalIT {
    private static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Installation installation;
    private Producer<String, byte[]> signer;
    private RestClient agent;

    RevokedRenewalIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        installation = registry.installation();
        signer = stack.kafka(ServiceName.SIGNER).producer();
        agent = registry.agent("demo", RunningRegistry.NODE);
    }

    @AfterAll
    void stop() {
        signer.close();
        registry.close();
    }

    @Test
    void takesNoRevokedPredecessorAndOffersNoGrantForOne() {
        Granting granting = new Granting(registry);
        GrantText grant = granting.text(PEER, Instant.now().plus(Duration.ofDays(90)));
        granting.granted(grant);
        Redeeming live = Redeeming.with(installation, PEER);
        Publishing.send(signer, live.issued());
        due(live);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> work().size() == 1);
        assertThat(work().get(0).path("grant").path("text").asText()).isEqualTo(grant.text());

        Revoking revoking = new Revoking(registry);
        Publishing.send(signer, Revoking.published(revoking.crl("demo", 5, Revoking.entry(live, Instant.now()))));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> agent.raw("/v1/crls/demo/etcd-ca").statusCode() == 200);
        RestClient.Reply refused = agent.post("/v1/renewals", live.body(grant));
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("predecessor-revoked");
        assertThat(work()).hasSize(1);
        assertThat(work().get(0).has("grant")).as("people decide now").isFalse();
        assertThat(agent.post("/v1/renewals", Redeeming.with(installation, PEER).body(grant))
                        .status())
                .as("another key's certificate is not concerned")
                .isEqualTo(201);
    }

    private JsonNode work() {
        return agent.get("/v1/agent/work").body().path("items");
    }

    private void due(Redeeming live) {
        RenewalDue due = new RenewalDue(
                PEER,
                "etcd-peer",
                CertificateCheck.id(live.live(), installation.issuer("demo", "etcd-ca")),
                Instant.now(),
                live.live().notAfter(),
                "installed");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> agent.get("/v1/lineages/" + PEER).status() == 200);
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
