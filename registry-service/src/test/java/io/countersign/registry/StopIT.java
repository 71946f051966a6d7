package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.StopOrdered;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.Installation;
import io.countersign.orders.SignedStop;
import io.countersign.orders.StopCheck;
import io.countersign.orders.StopOrder;
import io.countersign.orders.StopWriter;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Stops: one officer's word bars early and reaches every signer. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StopIT {
    private static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");
    private static final int ALICE = 0;
    private static final int BOB = 1;

    private final Stack stack;
    private RunningRegistry registry;
    private Installation installation;
    private Asking asking;
    private Granting granting;
    private TopicReader trust;

    StopIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        installation = registry.installation();
        asking = new Asking(registry);
        granting = new Granting(registry);
        trust = new TopicReader(stack.kafka(ServiceName.SIGNER), Topic.TRUST);
    }

    @AfterAll
    void stop() {
        trust.close();
        registry.close();
    }

    @Test
    void barsAFrozenLineageEarlyUntilAQuorumLiftsIt() throws RefusedException {
        GrantText grant = granting.text(PEER, Instant.now().plus(Duration.ofDays(80)));
        granting.granted(grant);
        JsonNode waiting = asking.asked(Asking.etcdPeer(), PEER);
        ObjectNode renewal = Redeeming.with(installation, PEER).body(grant);
        StopOrder freeze = writer().freeze("demo", Optional.of(PEER), "key found on a laptop");
        RestClient.Reply ordered = send(installation.signed(freeze, BOB));
        assertThat(ordered.status()).as(ordered.text()).isEqualTo(201);
        assertThat(ordered.body().path("state").asText()).isEqualTo("in-force");
        assertThat(send(installation.signed(freeze, BOB)).status())
                .as("sent again")
                .isIn(200, 201);

        assertThat(asking.ask(Asking.etcdPeer(), PEER).code()).isEqualTo("lineage-frozen");
        assertThat(asking.approver("alice")
                        .post("/v1/orders", asking.proposal(waiting, asking.order(waiting), Installation.ALICE))
                        .code())
                .isEqualTo("lineage-frozen");
        assertThat(agent().post("/v1/renewals", renewal).code()).isEqualTo("lineage-frozen");
        Event told = trust.await(
                        EventType.STOP_ORDERED, 1, event -> event.subject().equals("stop/" + freeze.digest()))
                .get(0);
        assertThat(told.data(StopOrdered.class).payload()).isEqualTo(freeze.payload());
        assertThat(StopCheck.verify(installation.trust(), SignedStop.of(told.data(StopOrdered.class)), Instant.now())
                        .officers())
                .containsExactly("bob");

        StopOrder lift = writer().lift(List.of(freeze.digest()), "the laptop was a decoy");
        assertThat(send(installation.signed(lift, ALICE)).code()).isEqualTo("lift-needs-quorum");
        assertThat(agent().post("/v1/renewals", renewal).code()).isEqualTo("lineage-frozen");
        assertThat(send(installation.signed(lift, ALICE, BOB)).status()).isEqualTo(201);
        assertThat(agent().post("/v1/renewals", renewal).status()).isEqualTo(201);
        assertThat(states(freeze)).containsExactly("lifted");
        assertThat(states(lift)).containsExactly("lift");
    }

    @Test
    void cancelsAGrant() throws RefusedException {
        GrantText grant = granting.text(PEER, Instant.now().plus(Duration.ofDays(81)));
        GrantOrder order = granting.granted(grant);
        StopOrder cancel = writer().cancel(order.digest(), "the node is gone");
        assertThat(send(installation.signed(cancel, ALICE)).status()).isEqualTo(201);
        assertThat(granting.show(order).path("state").asText()).isEqualTo("cancelled");
        assertThat(granting.show(order).path("refusal").path("code").asText()).isEqualTo("order-cancelled");
        assertThat(agent().post(
                                "/v1/renewals",
                                Redeeming.with(installation, PEER).body(grant))
                        .code())
                .isEqualTo("order-cancelled");
        GrantOrder next = granting.order(grant);
        assertThat(granting.propose(next, Installation.ALICE, grant).status())
                .as("what is cancelled bars no other")
                .isEqualTo(201);
    }

    @Test
    void doesNotCountASuspendedPerson() throws RefusedException {
        GrantText grant = granting.text(PEER, Instant.now().plus(Duration.ofDays(82)));
        StopOrder suspend = writer().suspend(Installation.CAROL, "left the company");
        assertThat(send(installation.signed(suspend, ALICE)).status()).isEqualTo(201);
        assertThat(granting.propose(granting.order(grant), Installation.CAROL, grant)
                        .code())
                .isEqualTo("approver-not-active");
    }

    @Test
    void joinsTheSignaturesOfSeveralOfficers() throws RefusedException {
        StopOrder disable = writer().disable("front-proxy-client", Optional.of("demo"), "not used here");
        assertThat(send(installation.signed(disable, ALICE)).status()).isEqualTo(201);
        RestClient.Reply joined = send(installation.signed(disable, BOB));
        assertThat(joined.status()).isEqualTo(201);
        assertThat(joined.body().path("officers")).extracting(JsonNode::asText).containsExactly("alice", "bob");
        assertThat(states(disable)).containsExactly("in-force");
        trust.await(
                EventType.STOP_ORDERED,
                1,
                event -> event.data(StopOrdered.class).payload().equals(disable.payload())
                        && event.data(StopOrdered.class).approvals().size() == 2);
    }

    @Test
    void takesNoStopFromWhoeverIsNoOfficer() throws RefusedException {
        StopOrder freeze = writer().freeze("demo", Optional.empty(), "I can");
        SignedStop forged =
                new SignedStop(freeze.payload(), installation.approvals(freeze.payload(), Installation.CAROL));
        assertThat(send(forged).code()).isEqualTo("not-an-officer");
        assertThat(states(freeze)).isEmpty();
        assertThat(asking.approver("alice")
                        .post("/v1/stops", Map.of("payload", freeze.payload()))
                        .code())
                .isEqualTo("request-malformed");
        assertThat(agent().post("/v1/stops", Map.of()).code()).isEqualTo("not-permitted");
    }

    private RestClient agent() {
        return registry.agent("demo", RunningRegistry.NODE);
    }

    /** The installation's own writer stands at the time the installation was made. */
    private StopWriter writer() {
        return new StopWriter(installation.trust(), InstantSource.system(), new SecureRandom());
    }

    private RestClient.Reply send(SignedStop stop) {
        Map<String, Object> body = stop.approvals().size() == 1
                ? Map.of("payload", stop.payload(), "approval", stop.approvals().get(0))
                : Map.of("payload", stop.payload(), "approvals", stop.approvals());
        return asking.approver("alice").post("/v1/stops", body);
    }

    private List<String> states(StopOrder order) {
        List<String> states = new ArrayList<>();
        for (JsonNode stop : asking.requester().get("/v1/stops").body().path("items")) {
            if (stop.path("digest").asText().equals(order.digest().toString())) {
                states.add(stop.path("state").asText());
            }
        }
        return states;
    }
}
