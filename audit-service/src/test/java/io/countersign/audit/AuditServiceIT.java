package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.audit.core.TestEvents;
import io.countersign.audit.core.TestRenewals;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.contracts.event.ReceiptWithheld;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.FileTileStore;
import io.countersign.tlog.Proofs;
import io.countersign.tlog.ReceiptVerifier;
import io.countersign.tlog.TileStore;
import io.countersign.tlog.TileTree;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.TreeHash;
import io.countersign.tlog.VerificationReport;
import io.countersign.tlog.WithheldNote;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.crl.TbsCrl;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The built service, as a process of its own, on the real broker, database and token. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditServiceIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final AuditSite site;
    private ServiceProcess service;

    AuditServiceIT(Stack stack) throws Exception {
        site = new AuditSite(stack, "service");
    }

    @BeforeAll
    void start() {
        service = site.start();
    }

    @AfterAll
    void stopsInOrderOnSigterm() throws Exception {
        assertThat(service.terminate(Duration.ofSeconds(20))).isIn(0, 143);
        VerificationReport report = site.verifyDirectory();
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void everyIntentGetsAReceiptThatTheSignerCanVerify() throws Exception {
        List<Event> intents =
                IntStream.range(0, 300).mapToObj(TestEvents::intent).toList();
        site.publish(Topic.INTENTS, intents);
        List<ReceiptIssued> receipts = awaitReceipts(intents);
        for (ReceiptIssued receipt : receipts) {
            TlogProof proof = TlogProof.parse(receipt.proof().getBytes(StandardCharsets.UTF_8));
            new ReceiptVerifier(site.verifier).verify(proof, Json.canonical(receipt.leaf()));
        }
    }

    @Test
    void aKnownIntentIsOneLeafAndGetsItsReceiptAgain() throws Exception {
        Event intent = TestEvents.intent(5001);
        site.publish(Topic.INTENTS, List.of(intent));
        awaitReceipts(List.of(intent));
        site.publish(Topic.INTENTS, List.of(intent));
        await().atMost(LIMIT).until(() -> receiptsOf(intent).size() >= 2);
        assertThat(leafIds().stream().filter(intent.id()::equals)).hasSize(1);
    }

    @Test
    void garbageGoesToDeadLettersAndTheNextGoodRecordIsLogged() throws Exception {
        Event good = TestEvents.intent(6001);
        site.publishRaw(Topic.INTENTS, good.subject(), "garbage".getBytes(StandardCharsets.UTF_8));
        site.publishRaw(
                Topic.INTENTS, "another/key/here", TestEvents.intent(6002).bytes());
        site.publishRaw(Topic.INTENTS, good.subject(), new byte[90_000]);
        site.publish(Topic.INTENTS, List.of(good));
        awaitReceipts(List.of(good));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(site.read(Topic.DEAD_LETTERS))
                .extracting(letter -> letter.data(RecordUnreadable.class).reason())
                .contains("not-json", "wrong-key", "too-large"));
        List<Event> letters = site.read(Topic.DEAD_LETTERS);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(leafIds())
                .containsAll(letters.stream().map(Event::id).toList()));
    }

    @Test
    void aForgeryToldFirstDoesNotTakeThePlaceOfTheTrueCertificate() throws Exception {
        TbsCertificate tbs = site.certificates.tbs(8001, Duration.ofDays(90));
        Event forged = site.certificates.forged(tbs);
        Event issued = site.certificates.issued(tbs);
        assertThat(forged.id()).isEqualTo(issued.id());
        site.publish(Topic.CERTIFICATES, List.of(forged));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(site.read(Topic.DEAD_LETTERS))
                .extracting(letter -> letter.data(RecordUnreadable.class).reason())
                .contains("certificate-invalid"));
        assertThat(site.get("/v1/events/" + issued.id()).statusCode()).isEqualTo(404);
        site.publish(Topic.CERTIFICATES, List.of(issued));
        await().atMost(LIMIT).until(() -> site.get("/v1/events/" + issued.id()).statusCode() == 200);
        assertThat(site.get("/v1/events/" + issued.id()).body()).isEqualTo(issued.bytes());
    }

    @Test
    void anIntendedCrlGetsAReceiptAndTheTrueOneOfItsNumberIsLoggedNotTheForgery() throws Exception {
        TbsCrl crl = site.crls.crl(7, 0x4242);
        Event intent = site.crls.intent(crl);
        site.publish(Topic.INTENTS, List.of(intent));
        awaitReceipts(List.of(intent));
        Event forged = site.crls.forged(crl, intent.id(), leafIds().indexOf(intent.id()));
        Event published = site.crls.published(crl, intent.id(), leafIds().indexOf(intent.id()));
        assertThat(forged.id()).isEqualTo(published.id());
        site.publish(Topic.CERTIFICATES, List.of(forged));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(site.read(Topic.DEAD_LETTERS))
                .extracting(letter -> letter.data(RecordUnreadable.class).reason())
                .contains("crl-invalid"));
        site.publish(Topic.CERTIFICATES, List.of(published));
        await().atMost(LIMIT)
                .until(() -> site.get("/v1/events/" + published.id()).statusCode() == 200);
        assertThat(site.get("/v1/events/" + published.id()).body()).isEqualTo(published.bytes());
        Event other =
                site.crls.published(site.crls.crl(7), intent.id(), leafIds().indexOf(intent.id()));
        site.publish(Topic.CERTIFICATES, List.of(other));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(site.metric("countersign_audit_crl_conflicts_total"))
                .isEqualTo("1.0"));
    }

    @Test
    void whatAClusterOfALaterTrustDocumentSignsCountsOnceThatVersionIsLogged() throws Exception {
        Event early = site.crlsOfLater.published(site.crlsOfLater.crl(1), "none", 0);
        site.publish(Topic.CERTIFICATES, List.of(early));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(site.read(Topic.DEAD_LETTERS))
                .extracting(letter -> letter.data(RecordUnreadable.class).detail())
                .anyMatch(detail -> detail.startsWith("no such issuer")));
        Event second = site.versions.published(2, site.versions.secondFile(0, 1));
        site.publish(Topic.TRUST, List.of(second));
        await().atMost(LIMIT).until(() -> site.get("/v1/events/" + second.id()).statusCode() == 200);
        Event late = site.crlsOfLater.published(site.crlsOfLater.crl(2), "none", 0);
        site.publish(Topic.CERTIFICATES, List.of(late));
        await().atMost(LIMIT).until(() -> site.get("/v1/events/" + late.id()).statusCode() == 200);
        assertThat(site.get("/v1/events/" + early.id()).statusCode()).isEqualTo(404);
        assertThat(site.metric("countersign_audit_trust_version")).isEqualTo("2.0");
    }

    @Test
    void whoLostTheThreadIsToldACheckpointThatContinuesTheHeadItRemembers() throws Exception {
        Checkpoint remembered = site.verifier.verify(site.get("/checkpoint").body());
        Event intent = TestEvents.intent(5002);
        site.publish(Topic.INTENTS, List.of(intent));
        awaitReceipts(List.of(intent));
        site.publish(Topic.INTENTS, List.of(TestEvents.wanted(remembered)));
        CheckpointPublished answer = await().atMost(LIMIT)
                .until(
                        () -> site.read(Topic.CHECKPOINTS).stream()
                                .map(event -> event.data(CheckpointPublished.class))
                                .filter(told -> told.size() > remembered.size() + 1
                                        && told.continues()
                                                .filter(continues -> continues.size() == remembered.size())
                                                .isPresent())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        Proofs.verifyConsistency(
                remembered.size(),
                answer.size(),
                answer.continues().orElseThrow().proof().stream()
                        .map(TreeHash::parse)
                        .toList(),
                remembered.root(),
                TreeHash.parse(answer.root()));
    }

    @Test
    void twoCertificatesUnderOneSerialAreBothLoggedAndAnAlarm() throws Exception {
        Event first = site.certificates.issued(site.certificates.tbs(8002, Duration.ofDays(90)));
        Event second = site.certificates.issued(site.certificates.tbs(8002, Duration.ofDays(91)));
        assertThat(site.metric("countersign_audit_identity_conflicts_total")).isEqualTo("0.0");
        site.publish(Topic.CERTIFICATES, List.of(first, second));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(leafIds()).contains(first.id(), second.id()));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(site.metric("countersign_audit_identity_conflicts_total"))
                .isEqualTo("1.0"));
        String leaves =
                "leaves " + leafIds().indexOf(first.id()) + " and " + leafIds().indexOf(second.id());
        assertThat(site.said().lines()).anyMatch(line -> line.contains("ERROR") && line.contains(leaves));
    }

    @Test
    void theSecondRenewalByOneKeyGetsWordThatItsReceiptIsWithheldAndAnAlarm() throws Exception {
        TestRenewals.Grant grant = site.renewals.grant(20);
        TestRenewals.Live live = site.renewals.live(77);
        Event thief = site.renewals.renewal(live, grant);
        Event agent = site.renewals.renewal(live, grant);
        assertThat(site.metric("countersign_audit_predecessors_reused_total")).isEqualTo("0.0");
        site.publish(Topic.INTENTS, List.of(thief, agent));
        awaitReceipts(List.of(thief));
        await().atMost(LIMIT).until(() -> !receiptsOf(agent).isEmpty());
        ReceiptWithheld withheld = receiptsOf(agent).get(0).data(ReceiptWithheld.class);
        assertThat(withheld.first()).isEqualTo(thief.id());
        new WithheldNote(AuditSite.ORIGIN, agent.id(), thief.id())
                .verify(withheld.note().getBytes(StandardCharsets.UTF_8), site.verifier.keys());

        assertProblem("/v1/receipts/" + agent.id(), 409, "receipt-withheld");
        assertThat(site.get("/v1/receipts/" + thief.id()).statusCode()).isEqualTo(200);
        assertThat(site.get("/v1/events/" + agent.id()).body()).isEqualTo(agent.bytes());
        assertThat(site.metric("countersign_audit_predecessors_reused_total")).isEqualTo("1.0");
        assertThat(site.metric("countersign_audit_receipts_withheld_total")).isEqualTo("1.0");
        assertThat(site.said().lines())
                .anyMatch(line -> line.contains("ERROR")
                        && line.contains(withheld.key().toString())
                        && line.contains(withheld.firstKey().toString()));
    }

    @Test
    void restAnswersProveTheLogFromOutside() throws Exception {
        Event event = TestEvents.lapsed(7001);
        site.publish(Topic.CERTIFICATES, List.of(event));
        await().atMost(LIMIT).until(() -> site.get("/v1/receipts/" + event.id()).statusCode() == 200);
        HttpResponse<byte[]> leaf = site.get("/v1/events/" + event.id());
        assertThat(leaf.body()).isEqualTo(event.bytes());
        TlogProof receipt =
                TlogProof.parse(site.get("/v1/receipts/" + event.id()).body());
        new ReceiptVerifier(site.verifier).verify(receipt, leaf.body());
        assertThat(leaf.headers().firstValue("Countersign-Leaf-Index")).contains(Long.toString(receipt.index()));

        TileStore remote = path -> {
            try {
                HttpResponse<byte[]> answer = site.get("/" + path);
                return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
        assertThat(site.verify(remote).findings()).isEmpty();

        JsonNode inclusion = Json.parse(site.get("/v1/proofs/inclusion?index=0").body());
        Proofs.verifyInclusion(
                0,
                inclusion.get("size").longValue(),
                TreeHash.parse(inclusion.get("leafHash").textValue()),
                hashes(inclusion),
                TreeHash.parse(inclusion.get("root").textValue()));
        JsonNode consistency =
                Json.parse(site.get("/v1/proofs/consistency?from=1").body());
        Proofs.verifyConsistency(
                1,
                consistency.get("to").longValue(),
                hashes(consistency),
                TreeHash.parse(consistency.get("fromRoot").textValue()),
                TreeHash.parse(consistency.get("toRoot").textValue()));
    }

    @Test
    void wrongQuestionsGetProblemsWithStableCodes() throws Exception {
        assertProblem("/v1/events/" + TestEvents.intent(99_999).id(), 404, "not-logged");
        assertProblem("/v1/events/nonsense", 400, "bad-parameter");
        assertProblem("/v1/proofs/inclusion", 400, "bad-parameter");
        assertProblem("/v1/proofs/inclusion?index=9999999", 400, "bad-parameter");
        assertProblem("/v1/proofs/inclusion?index=0&size=9999999", 400, "bad-parameter");
        assertProblem("/v1/proofs/consistency?from=0", 400, "bad-parameter");
        assertProblem("/tile/0/999", 404, "not-found");
        assertProblem("/tile/../../state", 404, "not-found");
        assertProblem("/nowhere", 404, "not-found");
    }

    @Test
    void whoIsNotOnTheListIsRefusedAndWhoHasNoCertificateIsNotLetIn() throws Exception {
        HttpResponse<byte[]> stranger =
                site.get(MutualTlsClient.http(site.stack.pki().person("stranger")), "/checkpoint");
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(Json.parse(stranger.body()).get("code").textValue()).isEqualTo("not-permitted");
        assertThatThrownBy(() -> site.get(
                        MutualTlsClient.http(MutualTlsClient.contextWithoutCertificate(site.auditor)), "/checkpoint"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() ->
                        site.get(MutualTlsClient.http(site.stack.pki().roguePerson("auditor-service")), "/checkpoint"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void checkpointsAreToldOnTheirTopic() throws Exception {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(site.read(Topic.CHECKPOINTS))
                .isNotEmpty()
                .allMatch(event -> event.type() == EventType.CHECKPOINT_PUBLISHED)
                .allMatch(event -> event.subject().equals(AuditSite.ORIGIN)));
    }

    private void assertProblem(String path, int status, String code) throws Exception {
        HttpResponse<byte[]> answer = site.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.parse(answer.body()).get("code").textValue()).as(path).isEqualTo(code);
    }

    private List<ReceiptIssued> awaitReceipts(List<Event> intents) {
        List<ReceiptIssued> receipts = new ArrayList<>();
        await().atMost(LIMIT).untilAsserted(() -> {
            receipts.clear();
            for (Event event : site.read(Topic.RECEIPTS)) {
                if (event.data() instanceof ReceiptIssued issued) {
                    receipts.add(issued);
                }
            }
            assertThat(receipts)
                    .extracting(ReceiptIssued::intent)
                    .containsAll(intents.stream().map(Event::id).toList());
        });
        return receipts;
    }

    private List<Event> receiptsOf(Event intent) throws Exception {
        return site.read(Topic.RECEIPTS).stream()
                .filter(receipt -> receipt.causationId().equals(Optional.of(intent.id())))
                .toList();
    }

    private List<String> leafIds() throws Exception {
        TileTree tree = new TileTree(new FileTileStore(site.logDirectory));
        long size = site.verifier.verify(site.get("/checkpoint").body()).size();
        List<String> ids = new ArrayList<>();
        for (long leaf = 0; leaf < size; leaf++) {
            ids.add(Json.parse(tree.leaf(leaf, size)).get("id").textValue());
        }
        return ids;
    }

    private static List<TreeHash> hashes(JsonNode proof) {
        List<TreeHash> hashes = new ArrayList<>();
        proof.get("hashes").forEach(hash -> hashes.add(TreeHash.parse(hash.textValue())));
        return hashes;
    }
}
