package io.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.orders.Installation;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.tlog.TlogProof;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.IssuedCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The signer against a real broker and token, and against somebody who owns the broker. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SignerIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final List<String> CAS = List.of("ca", "etcd-ca", "front-proxy-ca");

    private SignerWorld world;
    private Installation installation;
    private SignerWorld.Tap intents;
    private SignerWorld.Tap outcomes;
    private SignerWorld.Tap deadLetters;
    private int letters;

    @BeforeAll
    void startSigner(Stack stack) throws Exception {
        // What another test left behind is of another installation: garbage here.
        stack.resetTopics();
        world = new SignerWorld(stack, "signer");
        installation = world.installation();
        intents = world.tap(Topic.INTENTS);
        outcomes = world.tap(Topic.CERTIFICATES);
        deadLetters = world.tap(Topic.DEAD_LETTERS);
        world.startAndAwait();
    }

    @AfterAll
    void stopSigner() throws Exception {
        world.close();
    }

    @Test
    void issuesWhatTwoPersonsApprovedOnceTheLogHoldsTheIntent() throws Exception {
        long before = world.signatures();
        Event intent = intended(Orders.etcdPeer(installation));
        assertThat(world.signatures()).isEqualTo(before);
        world.asAudit(world.log().receipt(intent, Instant.now()));
        assertIssued(intent);
        assertThat(world.signatures()).isEqualTo(before + 1);
    }

    @Test
    void makesOneHsmCallForEachCertificateItIssues() throws Exception {
        for (String ca : CAS) {
            issued(ca); // the first under each CA also derives the key of its serials
        }
        long operations = world.metric("countersign_hsm_operations");
        for (int round = 0; round < 3; round++) {
            for (String ca : CAS) {
                issued(ca);
            }
        }
        assertThat(world.metric("countersign_hsm_operations")).isEqualTo(operations + 3L * CAS.size());
        // Since the signer started, whatever the other tests did.
        long issued = outcomes.events().stream()
                .filter(event -> event.type() == EventType.CERTIFICATE_ISSUED)
                .count();
        assertThat(world.signatures()).isEqualTo(issued);
        assertThat(world.metric("countersign_signer_answers_total{type=\"io.countersign.certificate.issued.v1\"}"))
                .isEqualTo(issued);
    }

    @Test
    void refusesWithoutTheHsm() throws Exception {
        long before = world.signatures();
        assertRefused(Orders.approved(installation, "alice"), "too-few-persons");
        assertRefused(Orders.approved(installation, "alice", "alice-second"), "too-few-persons");
        assertRefused(Orders.approved(installation, "alice", "dave-elsewhere"), "role-missing");
        assertRefused(Orders.approved(installation, "alice", "gone"), "approver-not-active");
        assertRefused(Orders.approved(installation, "alice", "robot"), "authority-not-accepted");
        assertThat(world.signatures()).isEqualTo(before);
    }

    @Test
    void mintNothingFromAForgedIntent() throws Exception {
        long before = world.signatures();
        Event honest = intended(Orders.etcdPeer(installation));
        CertificateIntended good = honest.data(CertificateIntended.class);
        byte[] otherBytes = good.tbs().toArray();
        otherBytes[otherBytes.length - 3] ^= 1;
        Bytes tbs = Bytes.of(otherBytes);
        Event forged = Event.of(
                EventType.CERTIFICATE_INTENDED,
                ServiceName.SIGNER.source(),
                honest.subject(),
                honest.time(),
                new CertificateIntended(
                        good.lineage(),
                        good.order(),
                        good.item(),
                        new CertificateId(good.id().issuer(), good.id().serial(), tbs.sha256()),
                        tbs,
                        good.payload(),
                        good.approvals(),
                        good.itemText(),
                        good.csr(),
                        good.trust()),
                Optional.empty());
        world.asBrokerAdmin(Topic.INTENTS, forged.subject(), forged.bytes());
        // The log takes in what stands on the topic, so the receipt of a forgery is a true one.
        world.asAudit(world.log().receipt(forged, Instant.now()));
        assertDeadLetter(Topic.RECEIPTS, "intent-mismatch");
        assertThat(world.signatures()).isEqualTo(before);
        world.asAudit(world.log().receipt(honest, Instant.now()));
        assertIssued(honest);
        assertThat(world.signatures()).isEqualTo(before + 1);
    }

    @Test
    void mintNothingFromAForgedReceiptOrTheReceiptOfAnother() throws Exception {
        long before = world.signatures();
        Event honest = intended(Orders.etcdPeer(installation));
        Event other = intended(Orders.etcdPeer(installation));
        TlogProof ofOther = world.log().log(other);
        for (Event receipt : List.of(
                TestLog.receipt(honest, honest.id(), new TestLog().log(honest), Instant.now()),
                TestLog.receipt(honest, honest.id(), world.log().logSignedBy(1, honest), Instant.now()),
                TestLog.receipt(honest, honest.id(), ofOther, Instant.now()),
                TestLog.receipt(other, honest.id(), ofOther, Instant.now()))) {
            world.asBrokerAdmin(Topic.RECEIPTS, receipt.subject(), receipt.bytes());
            assertDeadLetter(Topic.RECEIPTS, "receipt-invalid");
        }
        assertThat(world.signatures()).isEqualTo(before);
        world.asAudit(world.log().receipt(honest, Instant.now()));
        world.asAudit(world.log().receipt(other, Instant.now()));
        assertIssued(honest);
        assertIssued(other);
    }

    @Test
    void goesOnBehindGarbage() throws Exception {
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
        world.asBrokerAdmin(Topic.APPROVALS, Installation.ETCD_PEER.toString(), garbage);
        assertDeadLetter(Topic.APPROVALS, "not-json");
        Event intent = intended(Orders.etcdPeer(installation));
        world.asBrokerAdmin(Topic.RECEIPTS, Installation.ETCD_PEER.toString(), garbage);
        assertDeadLetter(Topic.RECEIPTS, "not-json");
        world.asAudit(world.log().receipt(intent, Instant.now()));
        assertIssued(intent);
    }

    @Test
    void turnsRedWhileReceiptsAreMissingAndResumesAlone() throws Exception {
        Event first = intended(Orders.etcdPeer(installation));
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(world.ops("/readyz?verbose").statusCode()).isEqualTo(503);
            assertThat(world.ops("/readyz?verbose").body()).contains("no receipt since");
        });
        assertThat(world.ops("/livez").statusCode()).isEqualTo(200);
        Event waiting = Orders.etcdPeer(installation);
        world.asRegistry(waiting);
        world.asAudit(world.log().receipt(first, Instant.now()));
        Event second = intentOf(waiting);
        world.asAudit(world.log().receipt(second, Instant.now()));
        assertIssued(first);
        assertIssued(second);
        await().atMost(LONG).untilAsserted(() -> assertThat(world.ops("/readyz").statusCode())
                .isEqualTo(200));
    }

    private void issued(String ca) throws Exception {
        Event intent = intended(Orders.under(installation, ca));
        world.asAudit(world.log().receipt(intent, Instant.now()));
        CertificateCheck.verify(certificate(intent).certificate().toArray(), installation.issuer("demo", ca));
    }

    private Event intended(Event approval) throws Exception {
        world.asRegistry(approval);
        return intentOf(approval);
    }

    private Event intentOf(Event approval) {
        return await("intent")
                .atMost(LONG)
                .until(
                        () -> find(intents, event -> event.causationId().equals(Optional.of(approval.id()))),
                        Optional::isPresent)
                .orElseThrow();
    }

    private CertificateIssued certificate(Event intent) {
        Event issued = await("certificate")
                .atMost(LONG)
                .until(
                        () -> find(
                                outcomes,
                                event -> event.type() == EventType.CERTIFICATE_ISSUED
                                        && event.data(CertificateIssued.class)
                                                .intent()
                                                .equals(intent.id())),
                        Optional::isPresent)
                .orElseThrow();
        return issued.data(CertificateIssued.class);
    }

    private void assertIssued(Event intent) throws Exception {
        CertificateIssued data = certificate(intent);
        assertThat(data.id()).isEqualTo(intent.data(CertificateIntended.class).id());
        IssuedCertificate certificate =
                CertificateCheck.verify(data.certificate().toArray(), installation.issuer("demo", "etcd-ca"));
        assertThat(certificate.names()).isEqualTo(Installation.etcdPeer("cp-1"));
    }

    private void assertRefused(Event approval, String code) throws Exception {
        world.asRegistry(approval);
        Event refused = await(code)
                .atMost(LONG)
                .until(
                        () -> find(outcomes, event -> event.causationId().equals(Optional.of(approval.id()))),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(refused.data(CsrRefused.class).code()).isEqualTo(code);
    }

    private void assertDeadLetter(Topic topic, String reason) {
        int before = letters;
        await("dead letter " + reason)
                .atMost(LONG)
                .until(() -> deadLetters.events().size() > before);
        letters = before + 1;
        RecordUnreadable letter = deadLetters.events().get(before).data(RecordUnreadable.class);
        assertThat(letter.topic()).isEqualTo(topic.wireName());
        assertThat(letter.reason()).as(letter.detail()).isEqualTo(reason);
    }

    private static Optional<Event> find(SignerWorld.Tap tap, Predicate<Event> wanted) {
        return tap.events().stream().filter(wanted).findFirst();
    }
}
