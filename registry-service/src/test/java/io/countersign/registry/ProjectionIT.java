package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CertificatePlaced;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.contracts.event.RenewalDue;
import io.countersign.orders.Installation;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.tlog.MerkleTree;
import io.countersign.x509.Csr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What comes back from signer, watcher and agents, in every order and more than once. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProjectionIT {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Asking asking;
    private Signing signing;
    private Producer<String, byte[]> signer;
    private Producer<String, byte[]> watcher;
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
        watcher = stack.kafka(ServiceName.WATCHER).producer();
        inventory = new TopicReader(stack.kafka(ServiceName.WATCHER), Topic.INVENTORY);
    }

    @AfterAll
    void stop() {
        signer.close();
        watcher.close();
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
    void followsACertificateOntoItsNodeAndBack() {
        Lineage lineage = Lineage.parse("demo/controller-manager/cp-1");
        RestClient agent = registry.agent("demo", RunningRegistry.NODE);
        String first = issue(lineage);
        String second = issue(lineage);
        assertThat(report(agent, lineage, "installed", first).status()).isEqualTo(200);
        assertThat(report(agent, lineage, "served", first).status()).isEqualTo(200);
        assertThat(lineage(lineage).path("installed").path("fingerprint").asText())
                .isEqualTo(first);
        assertThat(report(agent, lineage, "installed", second).status()).isEqualTo(200);
        assertThat(report(agent, lineage, "rolled-back", second).status()).isEqualTo(200);
        JsonNode shown = lineage(lineage);
        assertThat(shown.path("newest").path("fingerprint").asText()).isEqualTo(second);
        assertThat(shown.path("installed").path("fingerprint").asText()).isEqualTo(first);
        assertThat(shown.path("served").path("fingerprint").asText()).isEqualTo(first);
        assertThat(shown.path("node").asText()).isEqualTo("cp-1");
        assertThat(certificate(first).path("state").asText()).isEqualTo("served");
        assertThat(report(agent, lineage, "installed", "0".repeat(64)).code()).isEqualTo("request-malformed");
        assertThat(report(agent, SCHEDULER, "installed", first).code()).isEqualTo("lineage-mismatch");

        List<Event> told = inventory.await(
                EventType.INVENTORY_CHANGED, 5, event -> event.subject().equals(lineage.toString()));
        InventoryChanged last = told.get(told.size() - 1).data(InventoryChanged.class);
        assertThat(last.newest().fingerprint().hex()).isEqualTo(second);
        assertThat(last.installed().orElseThrow().fingerprint().hex()).isEqualTo(first);
        try (TopicReader lifecycle = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.LIFECYCLE)) {
            Event served = lifecycle
                    .await(EventType.CERTIFICATE_SERVED, 1, event -> event.subject()
                            .equals(lineage.toString()))
                    .get(0);
            assertThat(served.data(CertificatePlaced.class).id()).isPresent();
        }
    }

    @Test
    void seesThatSomebodyPutAnOlderFileBackByHand() {
        Lineage lineage = SCHEDULER;
        RestClient agent = registry.agent("demo", RunningRegistry.NODE);
        String first = issueForTheScheduler();
        String second = issueForTheScheduler();
        Instant start = Instant.now();
        report(agent, lineage, "observed", first, start);
        assertThat(installed(lineage)).as("there before the agent was").isEqualTo(first);
        report(agent, lineage, "installed", second, start.plusMillis(1));
        report(agent, lineage, "served", second, start.plusMillis(2));
        report(agent, lineage, "observed", second, start.plusMillis(3));
        report(agent, lineage, "observed", first, start);
        assertThat(installed(lineage)).as("the same telling again").isEqualTo(second);
        report(agent, lineage, "observed", first, start.plusMillis(1));
        assertThat(installed(lineage)).as("late, of a time before").isEqualTo(second);

        report(agent, lineage, "observed", first, start.plusMillis(4));
        assertThat(installed(lineage)).isEqualTo(first);
        inventory.await(EventType.INVENTORY_CHANGED, 1, event -> {
            InventoryChanged told = event.data(InventoryChanged.class);
            return told.lineage().equals(lineage)
                    && told.served().isPresent()
                    && told.installed().orElseThrow().fingerprint().hex().equals(first);
        });

        report(agent, lineage, "installed", second, start.plusMillis(5));
        report(agent, lineage, "rolled-back", second, start.plusMillis(6));
        assertThat(installed(lineage)).as("it stood there last").isEqualTo(first);
    }

    private String issueForTheScheduler() {
        Csr csr = Asking.scheduler();
        JsonNode request = asking.approved(csr, SCHEDULER);
        Event issued = signing.issued(request, csr);
        Publishing.send(signer, issued);
        awaitState(request, "issued");
        return fingerprint(issued);
    }

    private String installed(Lineage lineage) {
        return lineage(lineage).path("installed").path("fingerprint").asText();
    }

    private static void report(RestClient agent, Lineage lineage, String kind, String fingerprint, Instant at) {
        RestClient.Reply reply = reportAt(agent, lineage, kind, fingerprint, at);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    @Test
    void tellsAnAgentWhatIsDueAndWhatIsFinished() {
        Lineage lineage = Lineage.parse("other/scheduler/cp-1");
        RestClient agent = registry.agent("other", "cp-1");
        Csr csr = Asking.scheduler();
        JsonNode request = asking.approved(csr, lineage);
        Event issued = signing.issued(request, csr);
        Publishing.send(signer, issued);
        awaitState(request, "issued");
        JsonNode finished = agent.get("/v1/agent/work?wait=5s").body().path("items");
        assertThat(finished.findValuesAsText("kind")).containsExactly("finished");
        assertThat(finished.get(0).path("certificate").asText()).isEqualTo(fingerprint(issued));
        report(agent, lineage, "installed", fingerprint(issued));
        assertThat(agent.get("/v1/agent/work").body().path("items")).isEmpty();

        CertificateIssued certificate = issued.data(CertificateIssued.class);
        RenewalDue due = new RenewalDue(
                lineage, "scheduler", certificate.id(), Instant.now(), certificate.notAfter(), "installed");
        Publishing.send(
                watcher,
                Event.of(
                        EventType.RENEWAL_DUE,
                        ServiceName.WATCHER.source(),
                        lineage.toString(),
                        Instant.now(),
                        due,
                        Optional.empty()));
        JsonNode work = agent.get("/v1/agent/work?wait=30s").body().path("items");
        assertThat(work.findValuesAsText("kind")).containsExactly("renew");
        assertThat(work.get(0).path("lineage").asText()).isEqualTo(lineage.toString());
        asking.asked(Asking.scheduler(), lineage);
        assertThat(agent.get("/v1/agent/work").body().path("items"))
                .as("somebody asks already")
                .isEmpty();
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

    private String issue(Lineage lineage) {
        Csr csr = Installation.csr(Names.subject("system:kube-controller-manager"));
        JsonNode request = asking.asked(csr, lineage);
        var order = asking.order(request);
        asking.approver("alice").post("/v1/orders", asking.proposal(request, order, Installation.ALICE));
        asking.approver("bob")
                .post("/v1/orders/" + order.digest() + "/approvals", asking.sign(order, Installation.BOB));
        JsonNode approved = asking.show(request);
        assertThat(approved.path("state").asText()).isEqualTo("approved");
        Event issued = signing.issued(approved, csr);
        Publishing.send(signer, issued);
        awaitState(request, "issued");
        return fingerprint(issued);
    }

    private static RestClient.Reply report(RestClient agent, Lineage lineage, String kind, String fingerprint) {
        return reportAt(agent, lineage, kind, fingerprint, Instant.now());
    }

    private static RestClient.Reply reportAt(
            RestClient agent, Lineage lineage, String kind, String fingerprint, Instant at) {
        return agent.post(
                "/v1/agent/reports",
                Map.of(
                        "lineage",
                        lineage.toString(),
                        "node",
                        "cp-1",
                        "kind",
                        kind,
                        "fingerprint",
                        fingerprint,
                        "at",
                        at.toString()));
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

    private JsonNode lineage(Lineage lineage) {
        return asking.requester().get("/v1/lineages/" + lineage).body();
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
