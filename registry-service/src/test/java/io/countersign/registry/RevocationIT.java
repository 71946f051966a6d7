package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.RevocationApproved;
import io.countersign.orders.Installation;
import io.countersign.orders.Revocation;
import io.countersign.orders.RevocationCheck;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.Revoked;
import io.countersign.orders.StopOrder;
import io.countersign.orders.StopWriter;
import io.countersign.orders.Stops;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Revoke orders: who signs them, how they reach the signer, and what is told of them. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RevocationIT {
    private static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");
    private static final Lineage SECOND = Lineage.parse("demo/etcd-peer/cp-2");

    private final Stack stack;
    private RunningRegistry registry;
    private Installation installation;
    private Revoking revoking;
    private Producer<String, byte[]> signer;
    private TopicReader approvals;

    RevocationIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        installation = registry.installation();
        revoking = new Revoking(registry);
        signer = stack.kafka(ServiceName.SIGNER).producer();
        approvals = new TopicReader(stack.kafka(ServiceName.SIGNER), Topic.APPROVALS);
    }

    @AfterAll
    void stop() {
        approvals.close();
        signer.close();
        registry.close();
    }

    @Test
    void handsAnOrderToTheSignerWhenPeopleEnoughHaveSignedTheSameBytes() throws RefusedException {
        RevocationOrder order = revoking.order(certificate(PEER), certificate(SECOND));
        RestClient.Reply first = revoking.send(order, Revoking.FRANK);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        JsonNode gathering = first.body();
        assertThat(gathering.path("state").asText()).isEqualTo("gathering");
        assertThat(gathering.path("needed").asInt()).isEqualTo(2);
        assertThat(gathering.path("payload").asText()).isEqualTo(order.payload());
        assertThat(gathering.path("issuer").path("cluster").asText()).isEqualTo("demo");
        assertThat(gathering.path("issuer").path("name").asText()).isEqualTo("etcd-ca");
        assertThat(gathering.path("serials")).hasSize(2);
        assertThat(gathering.path("reason").asText()).isEqualTo("keyCompromise");
        assertThat(gathering.path("why").asText()).isEqualTo("node stolen");
        assertThat(revoking.send(order, Revoking.FRANK).status())
                .as("sent again")
                .isEqualTo(200);
        assertThat(revoking.approve(order, Revoking.FRANK).body().path("approvals"))
                .as("one person's second signature")
                .hasSize(1);
        assertThat(told(order)).isEmpty();

        RestClient.Reply second = revoking.approve(order, Revoking.GRACE);
        assertThat(second.body().path("state").asText()).as(second.text()).isEqualTo("ordered");
        assertThat(second.body().path("persons"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("frank", "grace");
        Event event = awaitTold(order, 2);
        assertThat(event.subject()).isEqualTo(order.issuer().toString());
        Revocation revocation = RevocationCheck.verify(
                installation.trust(),
                Stops.NONE,
                event.data(RevocationApproved.class).signed(),
                List.of(),
                Instant.now());
        assertThat(revocation.persons()).containsExactly("frank", "grace");
        assertThat(revocation.order().digest()).isEqualTo(order.digest());
        assertThat(revoking.approve(order, "revoker-demo").code()).isEqualTo("request-closed");
    }

    @Test
    void needsOneRevokerForOneCertificateThatItKnows() {
        RevocationOrder order = revoking.order(known(PEER));
        RestClient.Reply reply = revoking.person()
                .post(
                        "/v1/revocations",
                        revoking.body(order, revoking.sign(order, Revoking.FRANK))
                                .put("certificate", certificate(PEER).der().toString()));
        assertThat(reply.body().path("state").asText()).as(reply.text()).isEqualTo("ordered");
        assertThat(reply.body().path("needed").asInt()).isEqualTo(1);
        assertThat(awaitTold(order, 1).data(RevocationApproved.class).certificate())
                .as("nobody's key signed with it")
                .isEmpty();
    }

    /** Or one revoker alone would fill the CRL with serials that nobody has. */
    @Test
    void needsTwoRevokersForASerialThatItDoesNotKnow() {
        known(PEER);
        RevocationOrder order = revoking.order(certificate(PEER));
        RestClient.Reply first = revoking.send(order, Revoking.FRANK);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.body().path("state").asText()).isEqualTo("gathering");
        assertThat(first.body().path("needed").asInt()).isEqualTo(2);
        assertThat(told(order)).isEmpty();
        assertThat(revoking.person().get("/v1/lineages/" + PEER).text())
                .contains("which the registry does not know, takes two revokers");

        RestClient.Reply second = revoking.approve(order, Revoking.GRACE);
        assertThat(second.body().path("state").asText()).as(second.text()).isEqualTo("ordered");
        assertThat(second.body().path("needed").asInt()).isEqualTo(2);
        awaitTold(order, 2);
    }

    @Test
    void refusesWhoIsNoRevokerWithItsCodeAndKeepsNothingOfIt() throws RefusedException {
        RevocationOrder order = revoking.order(certificate(PEER), certificate(SECOND));
        assertThat(revoking.send(order, Installation.ALICE).code()).isEqualTo("not-a-revoker");
        assertThat(revoking.person().get("/v1/revocations/" + order.digest()).status())
                .isEqualTo(404);
        assertThat(revoking.approve(order, Revoking.FRANK).status()).isEqualTo(404);

        assertThat(revoking.send(order, Revoking.FRANK).status()).isEqualTo(201);
        assertThat(revoking.approve(order, Installation.ALICE).code()).isEqualTo("not-a-revoker");
        assertThat(revoking.show(order).path("approvals")).hasSize(1);
        assertThat(revoking.person()
                        .post("/v1/revocations", Map.of("payload", "!", "approval", Map.of()))
                        .code())
                .isEqualTo("request-malformed");

        StopOrder suspend = new StopWriter(installation.trust(), InstantSource.system(), new SecureRandom())
                .suspend("heidi", "left the company");
        assertThat(registry.person("alice")
                        .post(
                                "/v1/stops",
                                Map.of(
                                        "payload",
                                        suspend.payload(),
                                        "approval",
                                        installation
                                                .signed(suspend, 0)
                                                .approvals()
                                                .get(0)))
                        .status())
                .isEqualTo(201);
        assertThat(revoking.approve(order, "revoker-demo").code()).isEqualTo("approver-not-active");
        assertThat(revoking.state(order)).isEqualTo("gathering");
    }

    @Test
    void takesTheReportOfTheCertificatesOwnKey() {
        Redeeming stolen = certificate(PEER);
        RevocationOrder order = revoking.order(stolen);
        Redeeming other = certificate(PEER);
        assertThat(revoking.person()
                        .post(
                                "/v1/revocations",
                                revoking.body(order, other.reports(order))
                                        .put("certificate", other.der().toString()))
                        .code())
                .isEqualTo("self-report-mismatch");
        RestClient.Reply reply = revoking.person()
                .post(
                        "/v1/revocations",
                        revoking.body(order, stolen.reports(order))
                                .put("certificate", stolen.der().toString()));
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        assertThat(reply.body().path("state").asText()).isEqualTo("ordered");
        assertThat(reply.body().path("needed").asInt()).isZero();
        assertThat(reply.body().path("persons")).isEmpty();
        assertThat(awaitTold(order, 1).data(RevocationApproved.class).certificate())
                .contains(stolen.der());
    }

    @Test
    void refusesAnOrderThatNamesAnotherPlaceThanTheCertificates() {
        Redeeming known = known(PEER);
        RevocationOrder order =
                revoking.order(List.of(new Revoked(known.live().serial(), Lineage.parse("demo/etcd-peer/worker-1"))));
        RestClient.Reply reply = revoking.send(order, Revoking.FRANK);
        assertThat(reply.code()).isEqualTo("lineage-mismatch");
        assertThat(reply.body().path("detail").asText()).contains(PEER.toString());
    }

    @Test
    void goesToTheSignerAnewWithASignatureThatItMissed() {
        RevocationOrder order = revoking.order(known(PEER));
        assertThat(revoking.send(order, Revoking.FRANK).body().path("state").asText())
                .isEqualTo("ordered");
        Event former = awaitTold(order, 1);
        Event refusal = Revoking.refused(order, "revocation-needs-two", false, Optional.of(former.id()));
        Publishing.send(signer, refusal);
        awaitState(order, "refused");
        assertThat(revoking.show(order).path("refusal").path("code").asText()).isEqualTo("revocation-needs-two");

        RestClient.Reply second = revoking.approve(order, Revoking.GRACE);
        assertThat(second.body().path("state").asText()).as(second.text()).isEqualTo("ordered");
        assertThat(second.body().has("refusal")).isFalse();
        Event anew = awaitTold(order, 2);
        assertThat(anew.id()).isNotEqualTo(former.id());

        // The refusal of the former telling comes again, and does not end the new one.
        Publishing.send(signer, refusal);
        RevocationOrder behind = revoking.order(known(PEER));
        assertThat(revoking.send(behind, Revoking.FRANK).status()).isEqualTo(201);
        Publishing.send(signer, Revoking.refused(behind, "crl-state-unknown", true, Optional.empty()));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> revoking.show(behind)
                .has("refusal"));
        assertThat(revoking.state(behind)).as("it is tried again").isEqualTo("ordered");
        assertThat(revoking.state(order)).isEqualTo("ordered");
    }

    @Test
    void listsByClusterPageByPageForPeopleAlone() {
        Lineage elsewhere = Lineage.parse("other/etcd-peer/cp-1");
        RevocationOrder first = revoking.order(certificate(elsewhere));
        RevocationOrder second = revoking.order(certificate(elsewhere));
        assertThat(revoking.send(first, Revoking.FRANK).status()).isEqualTo(201);
        assertThat(revoking.send(second, Revoking.FRANK).status()).isEqualTo(201);
        JsonNode page =
                revoking.person().get("/v1/revocations?cluster=other&limit=1").body();
        assertThat(page.path("items").findValuesAsText("digest"))
                .containsExactly(second.digest().toString());
        JsonNode next = revoking.person()
                .get("/v1/revocations?cluster=other&limit=1&cursor="
                        + page.path("next").asText())
                .body();
        assertThat(next.path("items").findValuesAsText("digest"))
                .containsExactly(first.digest().toString());
        RestClient agent = registry.agent("demo", RunningRegistry.NODE);
        assertThat(agent.get("/v1/revocations").code()).isEqualTo("not-permitted");
        assertThat(agent.get("/v1/revocations/" + first.digest()).code()).isEqualTo("not-permitted");
        assertThat(agent.post("/v1/revocations", Map.of()).code()).isEqualTo("not-permitted");
    }

    private Redeeming certificate(Lineage lineage) {
        return Redeeming.with(installation, lineage);
    }

    /** One that the signer has told of. */
    private Redeeming known(Lineage lineage) {
        Redeeming made = certificate(lineage);
        Publishing.send(signer, made.issued());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> revoking.person()
                                .get("/v1/certificates/" + made.live().serial())
                                .status()
                        == 200);
        return made;
    }

    private List<Event> told(RevocationOrder order) {
        return approvals.await(EventType.REVOCATION_APPROVED, 0, event -> isOf(order, event));
    }

    private Event awaitTold(RevocationOrder order, int signatures) {
        return approvals
                .await(
                        EventType.REVOCATION_APPROVED,
                        1,
                        event -> isOf(order, event)
                                && event.data(RevocationApproved.class)
                                                .approvals()
                                                .size()
                                        == signatures)
                .get(0);
    }

    private static boolean isOf(RevocationOrder order, Event event) {
        return event.data(RevocationApproved.class).payload().equals(order.payload());
    }

    private void awaitState(RevocationOrder order, String state) {
        Awaitility.await(order.digest() + " " + state)
                .atMost(Duration.ofSeconds(30))
                .until(() -> revoking.state(order).equals(state));
    }
}
