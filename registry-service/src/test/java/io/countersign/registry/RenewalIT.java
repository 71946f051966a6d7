package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.CsrRejected;
import io.countersign.orders.Decision;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.Installation;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Renewals by grant: nobody is asked, and the signer gets everything to check them. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RenewalIT {
    private static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Installation installation;
    private Granting granting;
    private RestClient agent;
    private GrantText grant;
    private GrantOrder grantOrder;

    RenewalIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        installation = registry.installation();
        granting = new Granting(registry);
        agent = registry.agent("demo", RunningRegistry.NODE);
        grant = granting.text(PEER, Instant.now().plus(Duration.ofDays(90)));
        grantOrder = granting.granted(grant);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void handsARenewalToTheSignerWithTheGrantAndTheLiveCertificate() {
        Redeeming live = Redeeming.with(installation, PEER);
        ObjectNode body = live.body(grant);
        RestClient.Reply reply = agent.post("/v1/renewals", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        JsonNode request = reply.body();
        assertThat(request.path("state").asText()).isEqualTo("approved");
        assertThat(request.path("requester").asText()).isEqualTo("agent.demo.cp-1");
        assertThat(request.path("timeline").findValuesAsText("what")).containsExactly("submitted", "approved");
        assertThat(request.path("timeline").get(1).path("detail").asText())
                .contains(
                        grantOrder.digest().toString(),
                        "alice, bob",
                        live.live().serial().toString());

        RestClient.Reply again = agent.post("/v1/renewals", body);
        assertThat(again.status()).as("identical bytes").isEqualTo(200);
        assertThat(again.body().path("id")).isEqualTo(request.path("id"));
        try (TopicReader approvals = new TopicReader(stack.kafka(ServiceName.SIGNER), Topic.APPROVALS)) {
            CsrApproved told = approvals
                    .await(EventType.CSR_APPROVED, 1, event -> event.data(CsrApproved.class)
                            .request()
                            .equals(request.path("id").asText()))
                    .get(0)
                    .data(CsrApproved.class);
            assertThat(told.redemption().orElseThrow().predecessor().sha256())
                    .isEqualTo(live.live().fingerprint());
            assertThat(Decision.check(installation.trust(), Stops.NONE, SignedItem.of(told), Instant.now())
                            .persons())
                    .containsExactlyInAnyOrder("alice", "bob");
        } catch (RefusedException refused) {
            throw new AssertionError(refused);
        }
    }

    @Test
    void saysAtOnceThatAnotherOrderForTheSuccessorIsUnderWay() {
        Redeeming live = Redeeming.with(installation, PEER);
        JsonNode first = agent.post("/v1/renewals", live.body(grant)).body();
        RestClient.Reply second = agent.post("/v1/renewals", live.body(grant));
        assertThat(second.status()).as(second.text()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("order-exists");
        assertThat(second.body().path("detail").asText())
                .contains(first.path("id").asText());
        assertThat(agent.post("/v1/renewals", Redeeming.with(installation, PEER).body(grant))
                        .status())
                .as("another predecessor")
                .isEqualTo(201);
    }

    @Test
    void refusesWhatTheSignerWouldRefuseAndTellsIt() {
        Redeeming live = Redeeming.with(installation, PEER);
        GrantText unknown = granting.text(PEER, Instant.now().plus(Duration.ofDays(91)));
        assertThat(agent.post("/v1/renewals", live.body(unknown)).code()).isEqualTo("grant-not-ordered");
        GrantOrder gathering = granting.order(unknown);
        granting.propose(gathering, Installation.ALICE, unknown);
        assertThat(agent.post("/v1/renewals", live.body(unknown)).code()).isEqualTo("too-few-persons");
        ObjectNode stolen = live.body(grant);
        stolen.set("approval", Redeeming.with(installation, PEER).body(grant).get("approval"));
        assertThat(agent.post("/v1/renewals", stolen).code()).isEqualTo("continuity-key-mismatch");
        ObjectNode noPem = live.body(grant).put("predecessor", "hello");
        assertThat(agent.post("/v1/renewals", noPem).code()).isEqualTo("request-malformed");
        try (TopicReader lifecycle = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.LIFECYCLE)) {
            lifecycle.await(EventType.CSR_REJECTED, 1, event -> event.data(CsrRejected.class)
                    .code()
                    .equals("continuity-key-mismatch"));
        }
        assertThat(agent.post("/v1/renewals", live.body(grant)).status())
                .as("nothing was left behind")
                .isEqualTo(201);
    }

    @Test
    void takesRenewalsFromTheNodesOwnAgentAlone() {
        ObjectNode body = Redeeming.with(installation, PEER).body(grant);
        assertThat(registry.agent("demo", "worker-1").post("/v1/renewals", body).code())
                .isEqualTo("not-permitted");
        assertThat(registry.person("alice").post("/v1/renewals", body).code()).isEqualTo("not-permitted");
    }
}
