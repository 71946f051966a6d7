package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Event;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.orders.Installation;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.MessageType;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.Predecessor;
import io.countersign.orders.StrictJws;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.Csr;
import io.countersign.x509.Profile;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Orders by a cluster's robot. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RobotIT {
    private static final Lineage KUBELET = Lineage.parse("demo/kubelet-client/worker-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Asking asking;
    private RestClient robot;

    RobotIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        asking = new Asking(registry);
        robot = registry.agent("demo", "connector");
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void needsNobodyForANewNodeAndAPersonForANameThatIsLive() throws RefusedException {
        Csr csr = kubelet("worker-1");
        JsonNode request = asking.asked(csr, KUBELET);
        RestClient.Reply first = robot.post("/v1/orders", order(request, item(csr, Optional.empty())));
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.body().path("persons")).extracting(JsonNode::asText).containsExactly("connector");
        JsonNode approved = asking.show(request);
        assertThat(approved.path("state").asText()).isEqualTo("approved");

        Event issued = new Signing(registry.installation()).issued(approved, csr);
        try (Producer<String, byte[]> signer = stack.kafka(ServiceName.SIGNER).producer()) {
            Publishing.send(signer, issued);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> asking.show(request).path("state").asText().equals("issued"));
        CertificateIssued live = issued.data(CertificateIssued.class);

        Csr next = kubelet("worker-1");
        JsonNode second = asking.asked(next, KUBELET);
        assertThat(robot.post("/v1/orders", order(second, item(next, Optional.empty())))
                        .code())
                .isEqualTo("needs-a-person");
        Predecessor unknown = new Predecessor(new SerialNumber(BigInteger.TEN), Sha256.of(new byte[1]), 1);
        assertThat(robot.post("/v1/orders", order(second, item(next, Optional.of(unknown))))
                        .code())
                .isEqualTo("needs-a-person");
        assertThat(asking.show(second).path("state").asText()).isEqualTo("submitted");
        Predecessor former =
                new Predecessor(live.id().serial(), live.certificate().sha256(), 1);
        assertThat(robot.post("/v1/orders", order(second, item(next, Optional.of(former))))
                        .status())
                .isEqualTo(201);

        Csr third = kubelet("worker-1");
        JsonNode byPeople = asking.asked(third, KUBELET);
        assertThat(asking.approver("alice")
                        .post("/v1/orders", asking.proposal(byPeople, asking.order(byPeople), Installation.ALICE))
                        .status())
                .as("a person may")
                .isEqualTo(201);
    }

    @Test
    void ordersForNoControlPlaneNode() throws RefusedException {
        Lineage lineage = Lineage.parse("demo/kubelet-client/cp-1");
        Csr csr = kubelet("cp-1");
        JsonNode request = asking.asked(csr, lineage);
        OrderItem item = ItemDraft.of(csr, lineage).item(registry.installation().trust(), Instant.now());
        assertThat(robot.post("/v1/orders", order(request, item)).code()).isEqualTo("needs-a-person");
    }

    private static Csr kubelet(String node) {
        return Installation.csr(Names.subject("system:node:" + node, "system:nodes"));
    }

    private OrderItem item(Csr csr, Optional<Predecessor> former) throws RefusedException {
        return new ItemDraft(csr, KUBELET, Optional.empty(), Optional.empty(), former)
                .item(registry.installation().trust(), Instant.now());
    }

    private ObjectNode order(JsonNode request, OrderItem item) throws RefusedException {
        Instant made = item.notBefore().plus(Profile.BACKDATE);
        Order order = new OrderWriter(registry.installation().trust(), InstantSource.fixed(made), new SecureRandom())
                .robot(List.of(item));
        Approval approval = StrictJws.sign(
                MessageType.ORDER, order.payload(), registry.installation().approver("robot"));
        ObjectNode body = Asking.proposal(request, order.payload(), approval);
        body.putArray("items").add(item.text());
        return body;
    }
}
