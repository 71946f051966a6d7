package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CsrRejected;
import io.countersign.orders.Installation;
import io.countersign.orders.MessageType;
import io.countersign.orders.Order;
import io.countersign.orders.StrictJws;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every early refusal is told twice: to the caller, and as an event. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalIT {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Asking asking;
    private TopicReader lifecycle;

    RefusalIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        asking = new Asking(registry);
        lifecycle = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.LIFECYCLE);
    }

    @AfterAll
    void stop() {
        lifecycle.close();
        registry.close();
    }

    static Stream<Arguments> badRequests() {
        String scheduler = Asking.pem(Asking.scheduler());
        Csr masters = Installation.csr(Names.subject("eve", "system:masters"));
        byte[] broken = Asking.scheduler().der().toArray();
        broken[broken.length - 1] ^= 1;
        return Stream.of(
                Arguments.of("cluster-unknown", Asking.body(Lineage.parse("nowhere/scheduler/cp-1"), scheduler)),
                Arguments.of("profile-unknown", Asking.body(Lineage.parse("demo/scheduller/cp-1"), scheduler)),
                Arguments.of("node-unknown", Asking.body(Lineage.parse("demo/scheduler/cp-9"), scheduler)),
                Arguments.of("reserved-name", Asking.body(Lineage.parse("demo/user/eve"), Asking.pem(masters))),
                Arguments.of(
                        "subject-not-allowed",
                        Asking.body(SCHEDULER, Asking.pem(Installation.csr(Names.subject("somebody"))))),
                Arguments.of(
                        "csr-signature-invalid", Asking.body(SCHEDULER, Pem.encode(Pem.CERTIFICATE_REQUEST, broken))),
                Arguments.of("csr-not-pem", Asking.body(SCHEDULER, "hello")),
                Arguments.of("csr-not-der", Asking.body(SCHEDULER, Pem.encode(Pem.CERTIFICATE_REQUEST, new byte[9]))),
                Arguments.of(
                        "csr-too-large", Asking.body(SCHEDULER, Pem.encode(Pem.CERTIFICATE_REQUEST, new byte[9000]))),
                Arguments.of("validity-not-allowed", with(Asking.body(SCHEDULER, scheduler), "lifetime", "P3650D")),
                Arguments.of("request-malformed", with(Asking.body(SCHEDULER, scheduler), "instance", "CP 1")),
                Arguments.of("request-malformed", with(Asking.body(SCHEDULER, scheduler), "reason", "a\u0000b")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRequests")
    void refusesABadRequestAndTellsIt(String code, Map<String, Object> body) {
        String who = "asker-" + Sha256.of(Json.canonical(body)).hex().substring(0, 12);
        RestClient.Reply reply = registry.person(who).post("/v1/requests", body);
        assertThat(reply.code()).as(reply.text()).isEqualTo(code);
        assertThat(reply.status()).isBetween(400, 499);
        assertThat(reply.mediaType()).isEqualTo("application/problem+json");
        assertThat(reply.body().path("remedy").asText()).isNotEmpty();
        awaitRejection(who, code);
    }

    static Stream<Arguments> badOrders() {
        return Stream.of(
                spoilt("wrong-typ", (spoiler, order) -> spoiler.typ = MessageType.TRUST),
                spoilt("kid-unknown", (spoiler, order) -> spoiler.headerMember("kid", "A".repeat(43))),
                spoilt("wrong-alg", (spoiler, order) -> spoiler.headerMember("alg", "ES384")),
                spoilt("header-not-exact", (spoiler, order) -> spoiler.headerMember("jku", "https://example.test")),
                spoilt("approval-signature-invalid", (spoiler, order) -> spoiler.otherPayload = true),
                spoilt("approver-not-active", (spoiler, order) -> spoiler.approver = "gone"),
                spoilt("role-missing", (spoiler, order) -> spoiler.approver = "revoker"),
                spoilt("wrong-deployment", (spoiler, order) -> spoiler.claim("dep", "f".repeat(32))),
                spoilt("order-past-use-by", (spoiler, order) -> {
                    spoiler.claim("iat", order.issuedAt().getEpochSecond() - 7200);
                    spoiler.claim("exp", order.issuedAt().getEpochSecond() - 3600);
                }),
                spoilt(
                        "order-from-the-future",
                        (spoiler, order) ->
                                spoiler.claim("iat", order.issuedAt().getEpochSecond() + 3600)),
                spoilt(
                        "use-by-too-far",
                        (spoiler, order) ->
                                spoiler.claim("exp", order.issuedAt().getEpochSecond() + 8 * 86_400)),
                spoilt("payload-malformed", (spoiler, order) -> spoiler.claim("also", "this")),
                spoilt("wrong-act", (spoiler, order) -> spoiler.claim("act", "revoke")),
                spoilt("issuer-of-another-cluster", (spoiler, order) -> spoiler.claim("clu", "other")),
                spoilt("profile-changed", (spoiler, order) -> spoiler.item("prh", "A".repeat(43))),
                spoilt("csr-mismatch", (spoiler, order) -> spoiler.item("csr", "A".repeat(43))),
                spoilt("key-mismatch", (spoiler, order) -> spoiler.item("spk", "A".repeat(43))),
                spoilt("lineage-mismatch", (spoiler, order) -> spoiler.item("lin", "demo/controller-manager/cp-1")),
                spoilt("item-mismatch", (spoiler, order) -> spoiler.itemUnsigned("nbf", 1_000_000_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badOrders")
    void refusesABadOrderAndTellsIt(String code, BiConsumer<Spoiler, Order> spoil) {
        JsonNode request = asking.asked(Asking.scheduler(), SCHEDULER);
        Order order = asking.order(request);
        Spoiler spoiler = new Spoiler(registry.installation(), request, order);
        spoil.accept(spoiler, order);
        String who = "approver-" + code;
        RestClient.Reply reply = registry.person(who).post("/v1/orders", spoiler.proposal());
        assertThat(reply.code()).as(reply.text()).isEqualTo(code);
        assertThat(asking.show(request).path("state").asText()).isEqualTo("submitted");
        awaitRejection(who, code);
    }

    @Test
    void refusesBodiesOfAnotherShapeAndUnknownAddresses() {
        RestClient client = asking.requester();
        Map<String, Object> whole = Asking.body(SCHEDULER, Asking.pem(Asking.scheduler()));
        assertThat(client.post("/v1/requests", with(whole, "colour", "blue"))
                        .body()
                        .path("detail")
                        .asText())
                .contains("colour");
        assertThat(client.postText("/v1/requests", "{\"cluster\":\"demo\"}")
                        .body()
                        .path("detail")
                        .asText())
                .contains("component");
        assertThat(client.postText("/v1/requests", "not json").code()).isEqualTo("request-malformed");
        assertThat(client.postText("/v1/requests", "null").code()).isEqualTo("request-malformed");
        assertThat(client.postText("/v1/requests", "[".repeat(100)).code()).isEqualTo("request-malformed");
        assertThat(client.postText("/v1/requests", " ".repeat(2_000_000)).status())
                .isEqualTo(413);
        assertThat(client.get("/v1/requests?limit=0").code()).isEqualTo("request-malformed");
        assertThat(client.get("/v1/requests?cursor=zzz").code()).isEqualTo("request-malformed");
        assertThat(client.get("/v1/requests?state=lost").code()).isEqualTo("request-malformed");
        assertThat(client.get("/v1/requests/aaaaaaaaaaaaaaaaaaaa").status()).isEqualTo(404);
        assertThat(client.get("/v1/requests/aaaaaaaaaaaaaaaaaaaa").code()).isEqualTo("request-unknown");
        assertThat(client.get("/v1/nothing").code()).isEqualTo("not-found");
        assertThat(client.postText("/v1/clusters", "{}").status()).isEqualTo(405);
    }

    private void awaitRejection(String requester, String code) {
        assertThat(lifecycle.await(
                        EventType.CSR_REJECTED,
                        1,
                        told -> told.data(CsrRejected.class).requester().equals(requester)
                                && told.data(CsrRejected.class).code().equals(code)))
                .hasSize(1);
    }

    private static Arguments spoilt(String code, BiConsumer<Spoiler, Order> spoil) {
        return Arguments.of(code, spoil);
    }

    private static Map<String, Object> with(Map<String, Object> body, String member, String value) {
        Map<String, Object> changed = new HashMap<>(body);
        changed.put(member, value);
        return changed;
    }

    /** One good proposal and what is wrong with it; what is not touched stays well signed. */
    private static final class Spoiler {
        private final Installation installation;
        private final JsonNode request;
        private final ObjectNode claims;
        private final ObjectNode item;
        private MessageType typ = MessageType.ORDER;
        private String approver = Installation.ALICE;
        private boolean otherPayload;
        private Consumer<ObjectNode> header = members -> {};
        private String itemText;

        Spoiler(Installation installation, JsonNode request, Order order) {
            this.installation = installation;
            this.request = request;
            this.claims = object(Base64.getUrlDecoder().decode(order.payload()));
            this.itemText = request.path("draft").path("itemText").asText();
            this.item = object(itemText.getBytes(StandardCharsets.UTF_8));
        }

        void headerMember(String name, String value) {
            header = members -> members.put(name, value);
        }

        void claim(String name, Object value) {
            claims.putPOJO(name, value);
        }

        void item(String name, String value) {
            item.put(name, value);
            itemText = new String(Json.canonical(item), StandardCharsets.UTF_8);
            claims.putArray("items")
                    .add(Sha256.of(itemText.getBytes(StandardCharsets.UTF_8)).toString());
        }

        void itemUnsigned(String name, long value) {
            item.put(name, value);
            itemText = new String(Json.canonical(item), StandardCharsets.UTF_8);
        }

        ObjectNode proposal() {
            String payload = StrictJws.payload(Json.canonical(claims));
            Approval good = StrictJws.sign(typ, payload, installation.approver(approver));
            ObjectNode members = object(Base64.getUrlDecoder().decode(good.header()));
            header.accept(members);
            Approval bad = new Approval(StrictJws.payload(Json.canonical(members)), good.signature());
            String sent = payload;
            if (otherPayload) {
                claims.put("rid", "0".repeat(32));
                sent = StrictJws.payload(Json.canonical(claims));
            }
            ObjectNode proposal = Asking.proposal(request, sent, bad);
            proposal.putArray("items").add(itemText);
            return proposal;
        }

        private static ObjectNode object(byte[] json) {
            try {
                return (ObjectNode) Json.parse(json);
            } catch (IOException unreadable) {
                throw new AssertionError(unreadable);
            }
        }
    }
}
