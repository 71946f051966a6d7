package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.Installation;
import io.countersign.orders.MessageType;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.StrictJws;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import io.countersign.x509.Profile;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What requesters and approvers type, as calls. */
final class Asking {
    static final String REQUESTER = "rita";

    private final RunningRegistry registry;
    private final Installation installation;
    private final RestClient requester;

    Asking(RunningRegistry registry) {
        this.registry = registry;
        this.installation = registry.installation();
        this.requester = registry.person(REQUESTER);
    }

    RestClient requester() {
        return requester;
    }

    RestClient approver(String person) {
        return registry.person(person);
    }

    /** A CSR of an etcd peer with a key of its own: two persons approve it. */
    static Csr etcdPeer() {
        return Installation.csr(Installation.etcdPeer("cp-1"));
    }

    /** A CSR of the scheduler: one person approves it. */
    static Csr scheduler() {
        return Installation.csr(Names.subject("system:kube-scheduler"));
    }

    static Map<String, Object> body(Lineage lineage, String csrPem) {
        return Map.of(
                "cluster", lineage.cluster(),
                "component", lineage.component(),
                "instance", lineage.instance(),
                "csr", csrPem,
                "reason", "CHG0001");
    }

    static String pem(Csr csr) {
        return Pem.encode(Pem.CERTIFICATE_REQUEST, csr.der().toArray());
    }

    RestClient.Reply ask(Csr csr, Lineage lineage) {
        return requester.post("/v1/requests", body(lineage, pem(csr)));
    }

    /** A request that was taken. */
    JsonNode asked(Csr csr, Lineage lineage) {
        RestClient.Reply reply = ask(csr, lineage);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.body();
    }

    /** The order over a request's own offer, ready to be signed. */
    Order order(JsonNode request) {
        return order(request.path("draft").path("itemText").asText());
    }

    Order order(String itemText) {
        try {
            OrderItem item = OrderItem.parse(itemText);
            // Item and order are made in one breath, as a tool does: a second between them is too much backdating.
            Instant made = item.notBefore().plus(Profile.BACKDATE);
            return new OrderWriter(installation.trust(), InstantSource.fixed(made), new SecureRandom())
                    .issue(List.of(item), Optional.of(REQUESTER), Optional.empty());
        } catch (RefusedException refused) {
            throw new AssertionError(refused);
        }
    }

    Approval sign(Order order, String approver) {
        return StrictJws.sign(MessageType.ORDER, order.payload(), installation.approver(approver));
    }

    ObjectNode proposal(JsonNode request, Order order, String approver) {
        return proposal(request, order.payload(), sign(order, approver));
    }

    static ObjectNode proposal(JsonNode request, String payload, Approval approval) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("payload", payload);
        body.putArray("items").add(request.path("draft").path("itemText").asText());
        body.putArray("requests").add(request.path("id").asText());
        body.putObject("approval").put("protected", approval.header()).put("signature", approval.signature());
        return body;
    }

    JsonNode show(JsonNode request) {
        RestClient.Reply reply =
                requester.get("/v1/requests/" + request.path("id").asText());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.body();
    }

    /** A request of one-person profile that is approved. */
    JsonNode approved(Csr csr, Lineage lineage) {
        JsonNode request = asked(csr, lineage);
        RestClient.Reply reply =
                approver("alice").post("/v1/orders", proposal(request, order(request), Installation.ALICE));
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return show(request);
    }
}
