package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.e2e.LyingRegistry;
import io.countersign.e2e.LyingRegistry.Answer;
import io.countersign.e2e.LyingRegistry.Lie;
import io.countersign.e2e.LyingRegistry.Question;
import io.countersign.e2e.RogueAuthority;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.WithInstallation;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.OpenSsl;
import io.countersign.orders.TrustDraft;
import io.countersign.orders.TrustFile;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Security 6, test 5, what people see: the registry's owner shows something else than what would be signed, or another predecessor,
 * or other rules. The command says what differs and signs nothing; what was signed fits one CSR.
 */
@WithInstallation
final class RegistryOwnerMisleadsApproversIT {
    private static final Lineage OF_TWO = Lineage.parse("demo/controller-manager/cp-1");

    private final SharedInstallation site;
    private final Csr powerful;
    private LyingRegistry registry;

    @TempDir
    private Path folder;

    RegistryOwnerMisleadsApproversIT(SharedInstallation site) {
        this.site = site;
        this.powerful = SharedInstallation.csr(Names.subject("mallory", "cluster-owners"));
    }

    @BeforeEach
    void takeTheRegistry() throws IOException {
        registry = LyingRegistry.to(site, "bob");
    }

    @AfterEach
    void giveItBack() {
        registry.close();
    }

    @Test
    void showsOtherNamesThanTheCsrHas() throws IOException {
        Asked asked = site.asked();
        registry.lies(about(asked, request -> {
            ObjectNode draft = (ObjectNode) request.path("draft");
            draft.put("itemText", draft.path("itemText").asText().replace("payments-readonly", "cluster-owners"));
        }));
        assertSignsNothing(asked, "O: from the CSR", "payments-readonly", "cluster-owners");
    }

    @Test
    void showsTheCsrOfSomebodyElse() throws IOException {
        Asked asked = site.asked();
        registry.lies(about(asked, request -> request.put("csr", pem(powerful))));
        assertSignsNothing(asked, "another request", "CSR");
    }

    @Test
    void showsAnotherLineageOrProfile() throws IOException {
        Asked asked = site.asked();
        registry.lies(about(asked, request -> request.put("lineage", "demo/user/mallory")));
        assertSignsNothing(asked, "another request", "lineage");
        registry.lies(about(asked, request -> request.put("profile", "scheduler")));
        assertSignsNothing(asked, "another request", "profile");
    }

    /** A further approver reads a request twice: to find the order, and to check it. */
    @Test
    void swapsTheCsrAfterItWasShown() throws IOException {
        Asked asked = ofTwo();
        AtomicInteger times = new AtomicInteger();
        registry.lies((question, truth) -> isAbout(asked, question) && times.incrementAndGet() > 1
                ? truth.with(request -> request.put("csr", pem(powerful)))
                : truth);
        assertSignsNothing(asked, "another request", "CSR");
        assertThat(times).hasValueGreaterThan(1);
    }

    @Test
    void putsOtherNamesIntoAnOrderThatSomebodySigned() throws IOException {
        Asked asked = ofTwo();
        registry.lies(about(asked, request -> {
            ArrayNode items = (ArrayNode) request.path("order").path("items");
            items.set(0, items.path(0).asText().replace("system:kube-controller-manager", "system:kube-scheduler"));
        }));
        assertSignsNothing(asked, RefusalCode.ITEM_MISMATCH.code());
        registry.lies(about(asked, request -> {
            ObjectNode order = (ObjectNode) request.path("order");
            String payload = order.path("payload").asText();
            char last = payload.charAt(100);
            order.put("payload", payload.substring(0, 100) + (last == 'A' ? 'B' : 'A') + payload.substring(101));
        }));
        assertSignsNothing(asked, RefusalCode.APPROVAL_SIGNATURE_INVALID.code());
    }

    @Test
    void showsAPredecessorOfAForeignCaOrOfAnotherCa() throws Exception {
        Asked asked = site.asked();
        RogueAuthority rogue =
                new RogueAuthority(folder.resolve("rogue"), site.layout().issuer(Layout.CLUSTER, "ca"));
        Path csr = OpenSsl.csr(
                OpenSsl.newKey(folder.resolve("key.pem")),
                "/O=payments-readonly/CN=" + asked.lineage().instance(),
                List.of(),
                folder.resolve("csr.pem"));
        registry.lies(predecessor(asked, Files.readString(rogue.sign(csr, folder.resolve("cert.pem")))));
        assertSignsNothing(asked, "the predecessor of " + asked.lineage() + " cannot be compared");
        // A true certificate of this installation, from the CA of the services.
        registry.lies(predecessor(
                asked, Files.readString(site.layout().identity("admin").cert())));
        assertSignsNothing(asked, "the predecessor of " + asked.lineage() + " cannot be compared");
    }

    /** A next version of the trust document that one officer alone has signed, where two are needed. */
    @Test
    void offersRulesThatTooFewOfficersSigned() throws Exception {
        Asked asked = site.asked();
        TrustFile next = TrustFile.of(TrustDraft.after(site.trust())
                .roster(roster -> roster.subList(0, 1))
                .content(Instant.now().truncatedTo(ChronoUnit.SECONDS), Duration.ofDays(30)));
        next = next.with(ApprovalKey.of(site.layout(), "alice").sign("countersign-trust+jws", next.payload()));
        ObjectNode versions = Json.TOLERANT.createObjectNode();
        ObjectNode version = versions.putArray("versions").addObject();
        version.put("version", site.trust().version() + 1);
        version.put("document", Base64.getEncoder().encodeToString(next.bytes()));
        version.put("logged", true);
        registry.lies((question, truth) -> question.path().equals("/v1/trust") ? Answer.json(versions) : truth);
        assertSignsNothing(
                asked, "trust-too-few-officers: version " + (site.trust().version() + 1));
    }

    /** What was honestly shown and signed is put to another CSR, past the registry's own checks. */
    @Test
    void putsAnotherCsrUnderWhatWasSigned() throws Exception {
        Asked asked = site.asked();
        long before = site.hsmOperations();
        approve(asked).expect(0);
        site.issued(asked);
        JsonNode sent = registry.asked().stream()
                .filter(question ->
                        question.method().equals("POST") && question.path().equals("/v1/orders"))
                .map(RegistryOwnerMisleadsApproversIT::json)
                .findFirst()
                .orElseThrow();
        Event forged = Event.of(
                EventType.CSR_APPROVED,
                ServiceName.REGISTRY.source(),
                asked.lineage().toString(),
                Instant.now(),
                new CsrApproved(
                        asked.lineage(),
                        asked.id(),
                        sent.path("payload").asText(),
                        List.of(Json.STRICT.treeToValue(sent.path("approval"), Approval.class)),
                        0,
                        sent.path("items").path(0).asText(),
                        powerful.der()),
                Optional.empty());
        site.write(ServiceName.REGISTRY.wireName(), Topic.APPROVALS, forged.subject(), forged.bytes());
        Event refused = site.awaitEvent(
                EventType.CSR_REFUSED, event -> event.causationId().equals(Optional.of(forged.id())));
        assertThat(refused.data(CsrRefused.class).code()).isEqualTo(RefusalCode.CSR_MISMATCH.code());
        assertThat(site.hsmOperations()).isEqualTo(before + 1);
    }

    // --- bob, who is lied to

    private Client.Answer approve(Asked asked) throws IOException {
        int registryPort = site.installation().configs().registryPort();
        Path context = folder.resolve("bob-" + registry.asked().size() + ".yaml");
        Files.writeString(
                context,
                Files.readString(site.layout().context("bob"))
                        .replace("localhost:" + registryPort, "localhost:" + registry.port()));
        return new Client(context)
                .run(
                        "approve",
                        asked.id(),
                        "--key",
                        site.layout().approvalKey("bob").toString(),
                        "--yes");
    }

    private void assertSignsNothing(Asked asked, String... said) throws IOException {
        String before = state(asked);
        Client.Answer answer = approve(asked);
        assertThat(answer.exit()).as(answer.said()).isEqualTo(1);
        assertThat(answer.err()).contains(said);
        assertThat(registry.asked())
                .as("what the command sent")
                .extracting(Question::method)
                .containsOnly("GET");
        assertThat(state(asked)).isEqualTo(before);
    }

    /** State and approvals as the true registry has them. */
    private String state(Asked asked) {
        JsonNode request = site.installation()
                .client("oscar")
                .run("get", "request", asked.id(), "-o", "json")
                .expect(0)
                .json();
        return request.path("state").asText() + request.path("order").path("approvals");
    }

    /** A request of an order that two persons must sign, and one has. */
    private Asked ofTwo() {
        Asked asked = site.asked(OF_TWO, SharedInstallation.csr(Names.subject("system:kube-controller-manager")));
        site.approve("alice", asked).expect(4);
        return asked;
    }

    // --- lies

    private static boolean isAbout(Asked asked, Question question) {
        return question.path().equals("/v1/requests/" + asked.id());
    }

    private static Lie about(Asked asked, Consumer<ObjectNode> change) {
        return (question, truth) -> isAbout(asked, question) ? truth.with(change) : truth;
    }

    private static Lie predecessor(Asked asked, String pem) throws Exception {
        String fingerprint = IssuedCertificate.readPem(pem).fingerprint().hex();
        ObjectNode lineage = Json.TOLERANT.createObjectNode();
        lineage.putObject("newest").put("fingerprint", fingerprint);
        return (question, truth) -> {
            if (question.path().equals("/v1/lineages/" + asked.lineage())) {
                return Answer.json(lineage);
            }
            return question.path().equals("/v1/certificates/" + fingerprint) ? Answer.pem(pem) : truth;
        };
    }

    private static String pem(Csr csr) {
        return Pem.encode(Pem.CERTIFICATE_REQUEST, csr.der().toArray());
    }

    private static JsonNode json(Question question) {
        try {
            return Json.TOLERANT.readTree(question.body().toArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
