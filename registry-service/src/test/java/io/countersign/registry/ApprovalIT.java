package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.CsrDenied;
import io.countersign.contracts.event.CsrRejected;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.Decision;
import io.countersign.orders.Installation;
import io.countersign.orders.Order;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.Csr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From a CSR to the approved event, and every way in which people get in each other's way. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApprovalIT {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Asking asking;
    private TopicReader approvals;
    private TopicReader lifecycle;

    ApprovalIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        asking = new Asking(registry);
        approvals = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.APPROVALS);
        lifecycle = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.LIFECYCLE);
    }

    @AfterAll
    void stop() {
        approvals.close();
        lifecycle.close();
        registry.close();
    }

    @Test
    void publishesAnOrderOnceTwoPersonsSignedTheSameBytes() throws RefusedException {
        JsonNode request = asking.asked(Asking.etcdPeer(), Installation.ETCD_PEER);
        assertThat(request.path("state").asText()).isEqualTo("submitted");
        Order order = asking.order(request);

        RestClient.Reply first =
                asking.approver("alice").post("/v1/orders", asking.proposal(request, order, Installation.ALICE));
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.body().path("needed").asInt()).isEqualTo(2);
        assertThat(asking.show(request).path("state").asText()).isEqualTo("approving");
        assertThat(approvedEvents(request)).isEmpty();

        RestClient.Reply again =
                asking.approver("alice").post("/v1/orders", asking.proposal(request, order, Installation.ALICE));
        assertThat(again.status()).isEqualTo(200);
        assertThat(approve(order, "alice-second").body().path("persons")).hasSize(1);

        RestClient.Reply second = approve(order, Installation.BOB);
        assertThat(second.status()).as(second.text()).isEqualTo(200);
        assertThat(second.body().path("persons")).hasSize(2);
        assertThat(asking.show(request).path("state").asText()).isEqualTo("approved");

        List<Event> events = approvals.await(EventType.CSR_APPROVED, 1, event -> isAbout(event, request));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).data(CsrApproved.class).payload()).isEqualTo(order.payload());
        // What the signer will do with it.
        assertThat(Decision.check(
                                registry.installation().trust(),
                                Stops.NONE,
                                SignedItem.of(events.get(0).data(CsrApproved.class)),
                                Instant.now())
                        .persons())
                .containsExactlyInAnyOrder("alice", "bob");

        assertThat(approve(order, Installation.CAROL).code()).isEqualTo("request-closed");
        assertThat(timeline(asking.show(request)))
                .containsSubsequence("submitted", "approved by alice", "approved by bob", "approved");
    }

    @Test
    void givesTheSameRequestForTheSameCsr() {
        Csr csr = Asking.scheduler();
        JsonNode first = asking.asked(csr, SCHEDULER);
        RestClient.Reply again = asking.ask(csr, SCHEDULER);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("id")).isEqualTo(first.path("id"));
        assertThat(lifecycle.await(
                        EventType.CSR_SUBMITTED,
                        1,
                        event -> event.toString().contains("scheduler")
                                && text(event).contains(first.path("id").asText())))
                .hasSize(1);
    }

    @Test
    void answersASecondOrderWithTheFirst() {
        JsonNode request = asking.asked(Asking.etcdPeer(), Installation.ETCD_PEER);
        Order first = asking.order(request);
        Order second = asking.order(request);
        asking.approver("alice").post("/v1/orders", asking.proposal(request, first, Installation.ALICE));
        RestClient.Reply reply =
                asking.approver("bob").post("/v1/orders", asking.proposal(request, second, Installation.BOB));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.mediaType()).isEqualTo("application/problem+json");
        assertThat(reply.code()).isEqualTo("order-exists");
        assertThat(reply.body().path("order").path("payload").asText()).isEqualTo(first.payload());
        assertThat(reply.body().path("order").path("items").get(0))
                .isEqualTo(request.path("draft").path("itemText"));
    }

    @Test
    void takesAnotherOrderOnceTheApprovedOnePassedItsUseByUnanswered() throws Exception {
        JsonNode request = asking.asked(Asking.scheduler(), SCHEDULER);
        Order lost = usableFor(asking.order(request), 3);
        RestClient.Reply first =
                asking.approver("alice").post("/v1/orders", asking.proposal(request, lost, Installation.ALICE));
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(asking.show(request).path("state").asText()).isEqualTo("approved");
        Order next = asking.order(request);
        // No signer answers here, as when a broker loses the intent: past its use-by none ever can.
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(asking.approver("bob")
                        .post("/v1/orders", asking.proposal(request, next, Installation.BOB))
                        .status())
                .isEqualTo(201));
        assertThat(Instant.now()).isAfterOrEqualTo(lost.useBy());
        assertThat(asking.show(request).path("order").path("payload").asText()).isEqualTo(next.payload());
    }

    /** The same order with a shorter use-by, counted from now. */
    private static Order usableFor(Order order, long seconds) throws IOException, RefusedException {
        ObjectNode claims = (ObjectNode) Json.parse(Base64.getUrlDecoder().decode(order.payload()));
        claims.put("exp", Instant.now().getEpochSecond() + seconds);
        return Order.parse(Json.canonical(claims));
    }

    @Test
    void closesADeniedRequest() throws RefusedException {
        JsonNode request = asking.asked(Asking.scheduler(), SCHEDULER);
        Order denial = new OrderWriter(registry.installation().trust(), InstantSource.system(), new SecureRandom())
                .deny("demo", List.of(request.path("id").asText()), "not in this window");
        Map<String, Object> body =
                Map.of("payload", denial.payload(), "approval", asking.sign(denial, Installation.BOB));
        assertThat(asking.approver("bob").post("/v1/denials", body).status()).isEqualTo(200);
        assertThat(asking.approver("bob").post("/v1/denials", body).status()).isEqualTo(200);

        JsonNode shown = asking.show(request);
        assertThat(shown.path("state").asText()).isEqualTo("denied");
        assertThat(shown.path("refusal").path("detail").asText()).isEqualTo("not in this window");
        RestClient.Reply late = asking.approver("alice")
                .post("/v1/orders", asking.proposal(request, asking.order(request), Installation.ALICE));
        assertThat(late.code()).isEqualTo("request-closed");
        Event event = lifecycle
                .await(EventType.CSR_DENIED, 1, denied -> text(denied)
                        .contains(request.path("id").asText()))
                .get(0);
        assertThat(event.data(CsrDenied.class).by()).isEqualTo("bob");
    }

    @Test
    void doesNotCountTheRequesterWhereTheProfileSaysSo() {
        Csr csr = Installation.csr(Names.subject("kim", "payments-readonly"));
        RestClient alice = asking.approver("alice");
        RestClient.Reply submitted =
                alice.post("/v1/requests", Asking.body(Lineage.parse("demo/user/kim"), Asking.pem(csr)));
        assertThat(submitted.status()).as(submitted.text()).isEqualTo(201);
        Order order = asking.order(submitted.body());
        RestClient.Reply reply = alice.post("/v1/orders", asking.proposal(submitted.body(), order, Installation.ALICE));
        // The order names somebody else as requester; only the registry knows better.
        assertThat(reply.code()).isEqualTo("requester-not-counted");
    }

    @Test
    void tellsTheTrustDocumentInForce() {
        try (TopicReader trust = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.TRUST)) {
            List<Event> told = trust.await(EventType.TRUST_PUBLISHED, 1, event -> event.data(TrustPublished.class)
                    .digest()
                    .equals(registry.installation().trust().digest()));
            assertThat(told).hasSize(1);
        }
    }

    @Test
    void tellsARejectedApprovalAndKeepsTheRequest() {
        JsonNode request = asking.asked(Asking.scheduler(), SCHEDULER);
        RestClient.Reply reply = asking.approver("dave")
                .post("/v1/orders", asking.proposal(request, asking.order(request), "dave-elsewhere"));
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.code()).isEqualTo("role-missing");
        assertThat(asking.show(request).path("state").asText()).isEqualTo("submitted");
        Event event = lifecycle
                .await(
                        EventType.CSR_REJECTED,
                        1,
                        told -> told.data(CsrRejected.class).requester().equals("dave")
                                && told.data(CsrRejected.class).code().equals("role-missing"))
                .get(0);
        assertThat(event.subject()).isEqualTo(SCHEDULER.toString());
    }

    private RestClient.Reply approve(Order order, String approver) {
        return asking.approver("whoever")
                .post("/v1/orders/" + order.digest() + "/approvals", asking.sign(order, approver));
    }

    private List<Event> approvedEvents(JsonNode request) {
        return approvals.await(EventType.CSR_APPROVED, 0, event -> isAbout(event, request));
    }

    private static boolean isAbout(Event event, JsonNode request) {
        return event.data(CsrApproved.class).request().equals(request.path("id").asText());
    }

    private static String text(Event event) {
        return new String(event.bytes(), StandardCharsets.UTF_8);
    }

    private static List<String> timeline(JsonNode request) {
        return request.path("timeline").findValuesAsText("what");
    }
}
