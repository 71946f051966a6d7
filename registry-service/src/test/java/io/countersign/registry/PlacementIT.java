package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CertificatePlaced;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.contracts.event.RenewalDue;
import io.countersign.orders.Installation;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.Csr;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What agents are told and what they tell: where certificates stand. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlacementIT {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Asking asking;
    private Signing signing;
    private Producer<String, byte[]> signer;
    private Producer<String, byte[]> watcher;
    private TopicReader inventory;

    PlacementIT(Stack stack) {
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

    private void awaitState(JsonNode request, String state) {
        Awaitility.await(request.path("id").asText() + " " + state)
                .atMost(Duration.ofSeconds(30))
                .until(() -> asking.show(request).path("state").asText().equals(state));
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
}
