package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.orders.Installation;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.tlog.MerkleTree;
import io.countersign.x509.Csr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What comes back from the signer, in every order and more than once. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProjectionIT {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Asking asking;
    private Signing signing;
    private Producer<String, byte[]> signer;
    private TopicReader inventory;

    ProjectionIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        asking = new Asking(registry);
        signing = new Signing(registry.installation());
        signer = stack.kafka(ServiceName.SIGNER).producer();
        inventory = new TopicReader(stack.kafka(ServiceName.WATCHER), Topic.INVENTORY);
    }

    @AfterAll
    void stop() {
        signer.close();
        inventory.close();
        registry.close();
    }

    @Test
    void showsACertificateOnceHoweverOftenItIsTold() {
        Csr csr = Asking.scheduler();
        JsonNode request = asking.approved(csr, SCHEDULER);
        Event issued = signing.issued(request, csr);
        Publishing.send(signer, issued);
        awaitState(request, "issued");
        String fingerprint = fingerprint(issued);
        List<Event> told = awaitInventory(fingerprint);
        JsonNode certificate = certificate(fingerprint);
        assertThat(certificate.path("state").asText()).isEqualTo("issued");
        assertThat(certificate.path("issuer").asText()).isEqualTo("ca");
        assertThat(asking.requester()
                        .getPem("/v1/certificates/" + request.path("id").asText())
                        .text())
                .isEqualTo(certificate.path("pem").asText());

        Publishing.send(signer, issued);
        // Another signature over the same bytes is the same certificate under one more fingerprint.
        Event resigned = signing.issued(request, csr);
        assertThat(resigned.id()).isEqualTo(issued.id());
        Publishing.send(signer, resigned);
        passThrough();
        assertThat(certificate(fingerprint(resigned)).path("fingerprint").asText())
                .isEqualTo(fingerprint);
        assertThat(awaitInventory(fingerprint)).hasSameSizeAs(told);
        assertThat(timeline(request).stream().filter("issued"::equals)).hasSize(1);
    }

    @Test
    void letsACertificateOutrankARefusalInEitherOrder() {
        Csr early = Asking.scheduler();
        JsonNode first = asking.approved(early, SCHEDULER);
        Publishing.send(signer, signing.refused(first, "order-past-use-by"));
        awaitState(first, "refused");
        Publishing.send(signer, signing.lapsed(first, early));
        awaitState(first, "lapsed");
        Publishing.send(signer, signing.issued(first, early));
        awaitState(first, "issued");

        Csr late = Asking.scheduler();
        JsonNode second = asking.approved(late, SCHEDULER);
        Publishing.send(signer, signing.issued(second, late));
        Publishing.send(signer, signing.refused(second, "order-past-use-by"));
        Publishing.send(signer, signing.lapsed(second, late));
        passThrough();
        assertThat(asking.show(second).path("state").asText()).isEqualTo("issued");
        assertThat(asking.show(second).has("refusal")).isFalse();
    }

    @Test
    void opensARefusedRequestToANewOrder() {
        JsonNode request = asking.approved(Asking.scheduler(), SCHEDULER);
        Publishing.send(signer, signing.refused(request, "order-past-use-by"));
        awaitState(request, "refused");
        JsonNode shown = asking.show(request);
        assertThat(shown.path("refusal").path("code").asText()).isEqualTo("order-past-use-by");
        RestClient.Reply again = asking.approver("alice")
                .post("/v1/orders", asking.proposal(shown, asking.order(shown), Installation.ALICE));
        assertThat(again.status()).as(again.text()).isEqualTo(201);
        // The former order's outcome, told late, is no longer this request's.
        Publishing.send(signer, signing.refused(request, "order-cancelled"));
        passThrough();
        assertThat(asking.show(request).path("state").asText()).isEqualTo("approved");
    }

    @Test
    void putsWhatDoesNotVerifyIntoDeadLettersAndGoesOn() {
        Csr csr = Asking.scheduler();
        JsonNode request = asking.approved(csr, SCHEDULER);
        Event forged = signing.issued(request, csr, registry.installation().caKeys("demo", "etcd-ca"));
        Publishing.send(signer, forged);
        sendRaw("garbage".getBytes(StandardCharsets.UTF_8));
        try (TopicReader letters = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.DEAD_LETTERS)) {
            letters.await(
                    EventType.RECORD_UNREADABLE, 1, letter -> isLetter(letter, "certificate-invalid", forged.bytes()));
            letters.await(
                    EventType.RECORD_UNREADABLE,
                    1,
                    letter -> isLetter(letter, "not-json", "garbage".getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(asking.show(request).path("state").asText()).isEqualTo("approved");
        Publishing.send(signer, signing.issued(request, csr));
        awaitState(request, "issued");
    }

    @Test
    void chainsItsEventsPerPartitionWithoutGapsAcrossAKill() throws IOException {
        asking.asked(Asking.scheduler(), SCHEDULER);
        registry.process().kill9();
        registry.start();
        JsonNode last = asking.asked(Asking.scheduler(), SCHEDULER);
        try (TopicReader lifecycle = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.LIFECYCLE)) {
            lifecycle.await(EventType.CSR_SUBMITTED, 1, event -> new String(event.bytes(), StandardCharsets.UTF_8)
                    .contains(last.path("id").asText()));
            Map<Integer, Long> seq = new HashMap<>();
            Map<Integer, Sha256> head = new HashMap<>();
            for (ConsumerRecord<String, byte[]> one : ofThisRegistry(lifecycle.records())) {
                JsonNode event = Json.parse(one.value());
                assertThat(event.path("stream").asText()).isEqualTo(Topic.LIFECYCLE.wireName() + "/" + one.partition());
                assertThat(Outbound.partition(Topic.LIFECYCLE, one.key())).isEqualTo(one.partition());
                long place = Long.parseLong(event.path("seq").asText());
                long before = seq.getOrDefault(one.partition(), 0L);
                if (place <= before) {
                    continue; // Sent twice around the kill; the chain holds it once.
                }
                assertThat(place).isEqualTo(before + 1);
                assertThat(event.path("prevhash").asText())
                        .isEqualTo(head.getOrDefault(one.partition(), Sha256.fromOctets(new byte[32]))
                                .toString());
                seq.put(one.partition(), place);
                head.put(
                        one.partition(),
                        Sha256.fromOctets(MerkleTree.leafHash(one.value()).bytes()));
            }
            assertThat(seq).isNotEmpty();
        }
    }

    /** Other test classes wrote to the same topics with another database: each began its streams anew. */
    private static List<ConsumerRecord<String, byte[]>> ofThisRegistry(List<ConsumerRecord<String, byte[]>> all)
            throws IOException {
        Map<Integer, Long> begin = new HashMap<>();
        for (ConsumerRecord<String, byte[]> one : all) {
            if (Json.parse(one.value()).path("seq").asText().equals("1")) {
                begin.put(one.partition(), one.offset());
            }
        }
        return all.stream()
                .filter(one -> one.offset() >= begin.getOrDefault(one.partition(), Long.MAX_VALUE))
                .toList();
    }

    private List<Event> awaitInventory(String fingerprint) {
        return inventory.await(EventType.INVENTORY_CHANGED, 1, event -> event.data(InventoryChanged.class)
                .newest()
                .fingerprint()
                .hex()
                .equals(fingerprint));
    }

    /** Returns when everything sent before has been taken: a record behind it has had its effect. */
    private void passThrough() {
        Csr csr = Asking.scheduler();
        JsonNode request = asking.approved(csr, SCHEDULER);
        Publishing.send(signer, signing.issued(request, csr));
        awaitState(request, "issued");
    }

    private void awaitState(JsonNode request, String state) {
        Awaitility.await(request.path("id").asText() + " " + state)
                .atMost(Duration.ofSeconds(30))
                .until(() -> asking.show(request).path("state").asText().equals(state));
    }

    private List<String> timeline(JsonNode request) {
        return asking.show(request).path("timeline").findValuesAsText("what");
    }

    private JsonNode certificate(String fingerprint) {
        RestClient.Reply reply = asking.requester().get("/v1/certificates/" + fingerprint);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.body();
    }

    private static String fingerprint(Event issued) {
        return issued.data(CertificateIssued.class).certificate().sha256().hex();
    }

    private static boolean isLetter(Event letter, String reason, byte[] value) {
        RecordUnreadable data = letter.data(RecordUnreadable.class);
        return data.service().equals("registry-service")
                && data.reason().equals(reason)
                && data.sha256().equals(Sha256.of(value));
    }

    private void sendRaw(byte[] value) {
        Publishing.send(signer, new ProducerRecord<>(Topic.CERTIFICATES.wireName(), SCHEDULER.toString(), value));
    }
}
