package io.countersign.e2e.attacks;

import static io.countersign.contracts.RefusalCode.APPROVAL_SIGNATURE_INVALID;
import static io.countersign.contracts.RefusalCode.CSR_MISMATCH;
import static io.countersign.contracts.RefusalCode.CSR_SIGNATURE_INVALID;
import static io.countersign.contracts.RefusalCode.ENVELOPE_MALFORMED;
import static io.countersign.contracts.RefusalCode.HEADER_NOT_EXACT;
import static io.countersign.contracts.RefusalCode.ISSUER_OF_ANOTHER_CLUSTER;
import static io.countersign.contracts.RefusalCode.ISSUER_UNKNOWN;
import static io.countersign.contracts.RefusalCode.ITEM_MALFORMED;
import static io.countersign.contracts.RefusalCode.ITEM_MISMATCH;
import static io.countersign.contracts.RefusalCode.KEY_MISMATCH;
import static io.countersign.contracts.RefusalCode.KID_UNKNOWN;
import static io.countersign.contracts.RefusalCode.LINEAGE_MISMATCH;
import static io.countersign.contracts.RefusalCode.NAMES_MISMATCH;
import static io.countersign.contracts.RefusalCode.ORDER_FROM_THE_FUTURE;
import static io.countersign.contracts.RefusalCode.ORDER_PAST_USE_BY;
import static io.countersign.contracts.RefusalCode.PAYLOAD_MALFORMED;
import static io.countersign.contracts.RefusalCode.PROFILE_CHANGED;
import static io.countersign.contracts.RefusalCode.PROFILE_UNKNOWN;
import static io.countersign.contracts.RefusalCode.REDEMPTION_MISSING;
import static io.countersign.contracts.RefusalCode.REQUESTER_NOT_COUNTED;
import static io.countersign.contracts.RefusalCode.RESERVED_NAME;
import static io.countersign.contracts.RefusalCode.ROLE_MISSING;
import static io.countersign.contracts.RefusalCode.TOO_FEW_PERSONS;
import static io.countersign.contracts.RefusalCode.USE_BY_TOO_FAR;
import static io.countersign.contracts.RefusalCode.VALIDITY_NOT_ALLOWED;
import static io.countersign.contracts.RefusalCode.WRONG_ACT;
import static io.countersign.contracts.RefusalCode.WRONG_ALG;
import static io.countersign.contracts.RefusalCode.WRONG_DEPLOYMENT;
import static io.countersign.contracts.RefusalCode.WRONG_TYP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.contracts.event.CsrRejected;
import io.countersign.e2e.Rest;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.WithInstallation;
import io.countersign.e2e.installation.Layout;
import io.countersign.orders.StrictJws;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Security 6, test 3, against the whole system. Each bad order is refused twice with the same code: by the registry, early, and by
 * the signer when whoever owns the registry writes it to the topic all the same. The HSM is not asked.
 */
@WithInstallation
final class RegistryOwnerMintsIT {
    private static final long DAY = 86_400;
    private static final String OTHER_DIGEST = "A".repeat(43);

    private final SharedInstallation site;
    private final Rest alice;
    private long operations;

    RegistryOwnerMintsIT(SharedInstallation site) {
        this.site = site;
        this.alice = Rest.ofRegistry(site, "alice");
    }

    @BeforeEach
    void countOperations() {
        operations = site.hsmOperations();
    }

    @AfterEach
    void requireThatTheHsmWasNotAsked() {
        assertThat(site.hsmOperations()).isEqualTo(operations);
    }

    static Stream<Arguments> badOrders() {
        return Stream.of(
                bad("another typ", WRONG_TYP, forgery -> forgery.header(typ("countersign-trust+jws"))),
                bad("the typ of a request", WRONG_TYP, forgery -> forgery.header(typ("countersign-request+jws"))),
                bad(
                        "the typ of a renewal",
                        REDEMPTION_MISSING,
                        forgery -> forgery.header(typ("countersign-continuity+jws"))),
                bad("no typ of ours", WRONG_TYP, forgery -> forgery.header(typ("JWT"))),
                bad("alg none", WRONG_ALG, forgery -> forgery.header(alg("none"))),
                bad("alg HS256", WRONG_ALG, forgery -> forgery.header(alg("HS256"))),
                bad("alg of another curve", WRONG_ALG, forgery -> forgery.header(alg("ES384"))),
                bad("a kid of nobody", KID_UNKNOWN, forgery -> forgery.header(with("kid", OTHER_DIGEST))),
                bad("header jku", HEADER_NOT_EXACT, forgery -> forgery.header(with("jku", "https://x.test"))),
                bad("header jwk", HEADER_NOT_EXACT, forgery -> forgery.header(with("jwk", "{}"))),
                bad("header x5c", HEADER_NOT_EXACT, forgery -> forgery.header(with("x5c", "MIIB"))),
                bad("header crit", HEADER_NOT_EXACT, forgery -> forgery.header(with("crit", "b64"))),
                bad("header b64", HEADER_NOT_EXACT, forgery -> forgery.header(with("b64", "false"))),
                bad(
                        "doubled header member",
                        HEADER_NOT_EXACT,
                        forgery -> forgery.headerText(text -> text.replace("{\"alg\"", "{\"alg\":\"ES256\",\"alg\""))),
                bad(
                        "padded segment",
                        ENVELOPE_MALFORMED,
                        forgery -> forgery.approval(good -> new Approval(good.header() + "=", good.signature()))),
                bad(
                        "signature of zeros",
                        APPROVAL_SIGNATURE_INVALID,
                        forgery ->
                                forgery.approval(good -> new Approval(good.header(), StrictJws.payload(new byte[64])))),
                bad(
                        "payload edited after signing",
                        APPROVAL_SIGNATURE_INVALID,
                        forgery -> forgery.sentPayload(RegistryOwnerMintsIT::otherOrder)),
                bad(
                        "doubled claim",
                        PAYLOAD_MALFORMED,
                        forgery -> forgery.payloadText(text -> text.replace("{\"act\"", "{\"v\":1,\"act\""))),
                bad("unknown claim", PAYLOAD_MALFORMED, forgery -> forgery.claim("also", "this")),
                bad("another act", WRONG_ACT, forgery -> forgery.claim("act", "revoke")),
                bad("another installation", WRONG_DEPLOYMENT, forgery -> forgery.claim("dep", "f".repeat(32))),
                bad("act of a grant", WRONG_ACT, forgery -> forgery.claim("act", "grant")),
                bad("from the future", ORDER_FROM_THE_FUTURE, forgery -> forgery.times(3600, 7200)),
                bad("past use-by", ORDER_PAST_USE_BY, forgery -> forgery.times(-7200, -1)),
                bad("use-by too far", USE_BY_TOO_FAR, forgery -> forgery.times(0, DAY + 60)),
                bad("use-by beyond every cap", USE_BY_TOO_FAR, forgery -> forgery.times(0, 8 * DAY)),
                bad("an unknown issuer", ISSUER_UNKNOWN, forgery -> forgery.item("iss", OTHER_DIGEST)),
                bad("another cluster", ISSUER_OF_ANOTHER_CLUSTER, forgery -> forgery.claim("clu", "countersign")),
                bad("an unknown profile", PROFILE_UNKNOWN, forgery -> forgery.item("pro", "usher")),
                bad("edited profile", PROFILE_CHANGED, forgery -> forgery.item("prh", OTHER_DIGEST)),
                bad("no role", ROLE_MISSING, forgery -> forgery.approvers("dave")),
                bad("the requester alone", REQUESTER_NOT_COUNTED, forgery -> forgery.claim("req", "alice")),
                bad(
                        "item in another spelling",
                        ITEM_MALFORMED,
                        forgery -> forgery.itemText(text -> text.replaceFirst(",", ", "))),
                bad(
                        "item edited after signing",
                        ITEM_MISMATCH,
                        forgery -> forgery.sentItem(text -> text.replace("payments-readonly", "system:masters"))),
                bad("another CSR", CSR_MISMATCH, forgery -> forgery.item("csr", OTHER_DIGEST)),
                bad("another key", KEY_MISMATCH, forgery -> forgery.item("spk", OTHER_DIGEST)),
                bad(
                        "wider names",
                        NAMES_MISMATCH,
                        forgery -> forgery.item(item ->
                                ((ObjectNode) item.get("sub")).withArray("o").add("system:masters"))),
                bad("another lineage", LINEAGE_MISMATCH, forgery -> forgery.item("lin", "demo/user/root")),
                bad(
                        "a long life",
                        VALIDITY_NOT_ALLOWED,
                        forgery -> forgery.item(
                                item -> item.put("naf", item.get("naf").asLong() + DAY))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badOrders")
    void refusesABadOrderEarlyAndLate(String what, RefusalCode code, Consumer<Forgery> spoil) {
        Asked asked = site.asked();
        Forgery forgery = new Forgery(site, asked);
        spoil.accept(forgery);
        Rest.Reply reply = alice.post("/v1/orders", forgery.proposal());
        assertThat(reply.code()).as("%s: %s", what, reply.body()).isEqualTo(code.code());
        assertRejected(asked.lineage(), code);
        assertRefused(forgery.event(), code);
    }

    static Stream<Arguments> badCsrs() {
        return Stream.of(
                Arguments.of(CSR_SIGNATURE_INVALID, "payments-readonly", true),
                Arguments.of(RESERVED_NAME, "system:masters", false));
    }

    /** These do not become requests at all, so the registry's owner invents one. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("badCsrs")
    void refusesABadCsrEarlyAndLate(RefusalCode code, String group, boolean broken) throws Exception {
        Lineage lineage = new Lineage(Layout.CLUSTER, "user", site.freshUser());
        Csr csr = SharedInstallation.csr(Names.subject(lineage.instance(), group));
        byte[] der = csr.der().toArray();
        der[der.length - 1] ^= (byte) (broken ? 1 : 0);
        ObjectNode body = Json.TOLERANT.createObjectNode();
        body.put("cluster", lineage.cluster());
        body.put("component", lineage.component());
        body.put("instance", lineage.instance());
        body.put("csr", Pem.encode(Pem.CERTIFICATE_REQUEST, der));
        Rest.Reply reply = Rest.ofRegistry(site, "oscar").post("/v1/requests", body);
        assertThat(reply.code()).as("%s", reply.body()).isEqualTo(code.code());
        assertRejected(lineage, code);

        // An order that people could have signed had they been shown something else.
        Csr shown = broken ? csr : SharedInstallation.csr(Names.subject(lineage.instance(), "payments-readonly"));
        Forgery forgery = new Forgery(site, new Asked(RequestId.of(lineage, "user", shown.digest()), lineage, shown));
        forgery.item(item -> {
            item.put("csr", Sha256.of(der).toString());
            item.put("spk", csr.keyDigest().toString());
            ((ObjectNode) item.get("sub")).putArray("o").add(group);
        });
        forgery.sentCsr(ignored -> der);
        assertRefused(forgery.event(), code);
    }

    @Test
    void refusesAnEditedCsr() {
        Asked asked = site.asked();
        Forgery forgery = new Forgery(site, asked);
        forgery.sentCsr(der -> {
            der[der.length - 1] ^= 1;
            return der;
        });
        assertRefused(forgery.event(), CSR_MISMATCH);
    }

    @Test
    void countsOnePersonOnceWithTwoSignaturesAndWithTwoKeys() throws RefusedException {
        Lineage lineage = Lineage.parse("demo/etcd-healthcheck-client/cp-1");
        Asked asked = site.asked(lineage, SharedInstallation.csr(Names.subject("kube-etcd-healthcheck-client")));
        Forgery forgery = new Forgery(site, asked);
        Rest.Reply first = alice.post("/v1/orders", forgery.proposal());
        assertThat(first.status()).isEqualTo(201);
        // ECDSA signs differently each time: another approval of the same person over the same bytes.
        for (String key : List.of("alice", "alice-2")) {
            forgery.approvers(key);
            Rest.Reply second = alice.post(
                    "/v1/orders/" + first.body().path("digest").asText() + "/approvals",
                    forgery.proposal().get("approval"));
            assertThat(second.status()).as("%s", second.body()).isEqualTo(200);
            assertThat(second.body().path("persons")).singleElement().satisfies(person -> assertThat(person.asText())
                    .isEqualTo("alice"));
            assertThat(second.body().path("needed").asInt()).isEqualTo(2);
        }
        for (String other : List.of("alice", "alice-2")) {
            forgery.approvers("alice", other);
            assertRefused(forgery.event(), TOO_FEW_PERSONS);
        }
        assertThat(alice.get("/v1/requests/" + asked.id()).body().path("state").asText())
                .isEqualTo("approving");
    }

    @Test
    void leavesTheRequestOpenForTheHonestOrder() {
        Asked asked = site.asked();
        Forgery forgery = new Forgery(site, asked);
        forgery.approvers("dave");
        assertRefused(forgery.event(), ROLE_MISSING);
        site.approve("alice", asked).expect(0);
        site.issued(asked);
        operations++;
    }

    private void assertRejected(Lineage lineage, RefusalCode code) {
        Event rejected =
                site.awaitEvent(EventType.CSR_REJECTED, event -> event.subject().equals(lineage.toString()));
        assertThat(rejected.data(CsrRejected.class).code()).isEqualTo(code.code());
    }

    private void assertRefused(Event order, RefusalCode code) {
        site.write("registry-service", Topic.APPROVALS, order.subject(), order.bytes());
        Event outcome = await(code.code())
                .atMost(SharedInstallation.LONG)
                .until(
                        () -> Stream.of(Topic.CERTIFICATES, Topic.INTENTS)
                                .flatMap(topic -> site.wire().events(topic))
                                .filter(event -> event.causationId().equals(Optional.of(order.id())))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(outcome.type()).isEqualTo(EventType.CSR_REFUSED);
        assertThat(outcome.data(CsrRefused.class).code())
                .as(outcome.data(CsrRefused.class).detail())
                .isEqualTo(code.code());
    }

    private static Arguments bad(String what, RefusalCode code, Consumer<Forgery> spoil) {
        return Arguments.of(what, code, spoil);
    }

    private static Consumer<ObjectNode> typ(String value) {
        return with("typ", value);
    }

    private static Consumer<ObjectNode> alg(String value) {
        return with("alg", value);
    }

    private static Consumer<ObjectNode> with(String member, String value) {
        return header -> header.put(member, value);
    }

    /** The same order but for one letter in its middle. */
    private static String otherOrder(String payload) {
        int middle = payload.length() / 2;
        char other = payload.charAt(middle) == 'A' ? 'B' : 'A';
        return payload.substring(0, middle) + other + payload.substring(middle + 1);
    }
}
