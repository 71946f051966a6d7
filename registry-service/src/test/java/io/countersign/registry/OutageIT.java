package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CsrSubmitted;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.stack.KafkaAccess;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.Csr;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Database and topics taken away: nothing is lost, nothing is told twice, and the registry comes back by itself. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutageIT {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Stack stack;
    private RunningRegistry registry;
    private Asking asking;
    private RestClient ops;

    OutageIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        asking = new Asking(registry);
        ops = new RestClient(MutualTlsClient.http(stack.identity("admin")), registry.opsPort());
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void answersThatTheDatabaseIsAwayAndResumesAlone() {
        asking.asked(Asking.scheduler(), SCHEDULER);
        stack.postgres().kill9();
        RestClient.Reply reply = asking.ask(Asking.scheduler(), SCHEDULER);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("unavailable");
        Awaitility.await("not ready")
                .atMost(LIMIT)
                .until(() -> ops.get("/readyz").status() == 503);
        assertThat(ops.get("/livez").status()).isEqualTo(200);

        stack.postgres().start();
        Awaitility.await("ready").atMost(LIMIT).until(() -> ops.get("/readyz").status() == 200);
        JsonNode request = asking.asked(Asking.scheduler(), SCHEDULER);
        try (TopicReader lifecycle = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.LIFECYCLE)) {
            lifecycle.await(EventType.CSR_SUBMITTED, 1, event -> event.data(CsrSubmitted.class)
                    .request()
                    .equals(request.path("id").asText()));
        }
    }

    @Test
    void readsATopicMadeAnewFromItsBeginningWithoutTellingAnythingTwice() {
        Csr csr = Asking.scheduler();
        JsonNode request = asking.approved(csr, SCHEDULER);
        Event issued = new Signing(registry.installation()).issued(request, csr);
        send(issued);
        awaitIssued(request);

        stack.resetTopics();
        send(issued);
        Csr behind = Asking.scheduler();
        JsonNode next = asking.approved(behind, SCHEDULER);
        send(new Signing(registry.installation()).issued(next, behind));
        awaitIssued(next);
        assertThat(asking.show(request).path("timeline").findValuesAsText("what"))
                .containsOnlyOnce("issued");
        try (TopicReader inventory = new TopicReader(stack.kafka(ServiceName.WATCHER), Topic.INVENTORY)) {
            List<Event> told = inventory.await(
                    EventType.INVENTORY_CHANGED, 1, event -> event.subject().equals(SCHEDULER.toString()));
            assertThat(told).as("the certificate told again changed nothing").allSatisfy(event -> assertThat(
                            event.data(InventoryChanged.class)
                                    .newest()
                                    .fingerprint()
                                    .hex())
                    .isEqualTo(asking.show(next).path("certificate").asText()));
        }
    }

    private void awaitIssued(JsonNode request) {
        Awaitility.await("issued")
                .atMost(LIMIT)
                .until(() -> asking.show(request).path("state").asText().equals("issued"));
    }

    private void send(Event event) {
        KafkaAccess signer = stack.kafka(ServiceName.SIGNER);
        try (Producer<String, byte[]> producer = signer.producer()) {
            Publishing.send(producer, event);
        }
    }
}
