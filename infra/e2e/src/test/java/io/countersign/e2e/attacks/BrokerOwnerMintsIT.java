package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.WithInstallation;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.Shell;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Security 6, test 1: whoever owns the broker writes intents and receipts as its administrator. Nothing
 * is signed for them, each is a dead letter with its reason, and the order they name is carried out all the same.
 */
@WithInstallation
@Order(Integer.MAX_VALUE - 1)
final class BrokerOwnerMintsIT {
    private static final String SIGNER = ServiceName.SIGNER.wireName();

    private final SharedInstallation site;
    private long operations;

    BrokerOwnerMintsIT(SharedInstallation site) {
        this.site = site;
    }

    @BeforeEach
    void countOperations() {
        operations = site.hsmOperations();
    }

    @AfterEach
    void letTheAuditServiceGoOn() {
        audit("-CONT");
    }

    @Test
    void mintsNothingFromForgedReceiptsNorFromTheReceiptOfAnotherIntent() throws Exception {
        Asked another = site.approved("alice");
        site.issued(another);
        Event otherIntent = intent(another);
        ReceiptIssued trueReceipt = site.awaitEvent(
                        EventType.RECEIPT_ISSUED,
                        event -> event.data(ReceiptIssued.class).intent().equals(otherIntent.id()))
                .data(ReceiptIssued.class);
        operations++;

        audit("-STOP");
        Asked victim = site.approved("alice");
        Event honest = intent(victim);
        List<Event> forgeries = List.of(
                receipt(
                        honest,
                        honest,
                        new String(
                                new ForeignLog(Layout.LOG_ORIGIN).proof(honest).format(), StandardCharsets.UTF_8)),
                receipt(honest, honest, trueReceipt.proof()),
                receipt(honest, otherIntent, trueReceipt.proof()));
        for (Event forged : forgeries) {
            writeAsAdministrator(Topic.RECEIPTS, forged);
            assertThat(letter(forged).reason()).as(letter(forged).detail()).isEqualTo("receipt-invalid");
        }
        // The true receipt of the other intent, as it is, where the victim's would stand.
        Event moved = receipt(otherIntent, otherIntent, trueReceipt.proof());
        site.write("admin", Topic.RECEIPTS, honest.subject(), moved.bytes());
        assertThat(letter(moved).reason()).isEqualTo("wrong-key");
        assertThat(site.hsmOperations()).isEqualTo(operations);

        audit("-CONT");
        assertIssuedOnce(victim, honest);
        assertThat(site.hsmOperations()).isEqualTo(operations + 1);
    }

    /** The worst moment: the order is taken in, its certificate not made, and whoever took it in has forgotten everything. */
    @Test
    void mintsNothingFromForgedIntentsForASignerThatDiedBeforeItSignedAlthoughTheLogHoldsThem() throws Exception {
        audit("-STOP");
        Asked victim = site.approved("alice");
        Event honest = intent(victim);
        site.installation().service(SIGNER).kill9();
        CertificateIntended good = honest.data(CertificateIntended.class);
        Forgery unapproved = new Forgery(site, victim);
        unapproved.approvers("dave");
        List<Event> forgeries =
                List.of(otherNames(good), otherSerial(good), otherSubject(good), over(unapproved, good));
        for (Event forged : forgeries) {
            writeAsAdministrator(Topic.INTENTS, forged);
        }

        site.installation().start(SIGNER);
        // A new process asks the token once more for the serial key of this CA; what it counts from here on is
        // signatures.
        Asked later = site.approved("alice");
        intent(later);
        operations = site.hsmOperations();

        // The log takes in what stands on the topic: the receipts of the forgeries are true ones.
        audit("-CONT");
        for (Event forged : forgeries) {
            Event receipt = site.awaitEvent(
                    EventType.RECEIPT_ISSUED,
                    event -> event.data(ReceiptIssued.class).intent().equals(forged.id()));
            assertThat(letter(receipt).reason()).as(letter(receipt).detail()).isEqualTo("intent-mismatch");
        }
        assertIssuedOnce(victim, honest);
        site.issued(later);
        assertThat(site.hsmOperations()).isEqualTo(operations + 2);
    }

    /** The certificate of the intent as the signer made it, and no other outcome, neither for the request nor its lineage. */
    private void assertIssuedOnce(Asked asked, Event intent) {
        CertificateIssued issued = site.issued(asked).data(CertificateIssued.class);
        assertThat(issued.id()).isEqualTo(intent.data(CertificateIntended.class).id());
        assertThat(site.wire().events(Topic.CERTIFICATES))
                .filteredOn(event -> event.subject().equals(asked.lineage().toString()))
                .extracting(Event::type)
                .containsExactly(EventType.CERTIFICATE_ISSUED);
        assertThat(site.wire().events(Topic.CERTIFICATES))
                .extracting(Event::subject)
                .doesNotContain("demo/user/mallory");
    }

    private Event intent(Asked asked) {
        return site.awaitEvent(EventType.CERTIFICATE_INTENDED, event -> event.subject()
                .equals(asked.lineage().toString()));
    }

    private RecordUnreadable letter(Event about) {
        return site.deadLetter(ServiceName.SIGNER, Topic.RECEIPTS, about.bytes())
                .data(RecordUnreadable.class);
    }

    private void writeAsAdministrator(Topic topic, Event event) {
        site.write("admin", topic, event.subject(), event.bytes());
    }

    private void audit(String signal) {
        long pid = site.installation().service("audit-service").pid();
        Shell.run("kill", signal, Long.toString(pid)).orFail();
    }

    private static Event receipt(Event intent, Event leaf, String proof) throws IOException {
        return Event.of(
                EventType.RECEIPT_ISSUED,
                ServiceName.AUDIT.source(),
                intent.subject(),
                Instant.now(),
                new ReceiptIssued(intent.id(), Json.parse(leaf.bytes()), proof),
                Optional.of(intent.id()));
    }

    /** The approved order, and bytes that make its user somebody else. */
    private static Event otherNames(CertificateIntended good) {
        byte[] octets = good.tbs().toArray();
        byte[] name = "payments-readonly".getBytes(StandardCharsets.US_ASCII);
        int at = new String(octets, StandardCharsets.ISO_8859_1).indexOf("payments-readonly");
        assertThat(at).isPositive();
        System.arraycopy("payments-everyone".getBytes(StandardCharsets.US_ASCII), 0, octets, at, name.length);
        Bytes tbs = Bytes.of(octets);
        CertificateId id = new CertificateId(good.id().issuer(), good.id().serial(), tbs.sha256());
        return intended(good, good.lineage(), id, tbs, good.payload(), good.approvals(), good.itemText());
    }

    private static Event otherSerial(CertificateIntended good) {
        CertificateId id = new CertificateId(
                good.id().issuer(), new SerialNumber(BigInteger.TEN), good.id().tbs());
        return intended(good, good.lineage(), id, good.tbs(), good.payload(), good.approvals(), good.itemText());
    }

    private static Event otherSubject(CertificateIntended good) {
        Lineage mallory = Lineage.parse("demo/user/mallory");
        return intended(good, mallory, good.id(), good.tbs(), good.payload(), good.approvals(), good.itemText());
    }

    /** An order of the attacker's own making in an intent that is otherwise the honest one. */
    private static Event over(Forgery forgery, CertificateIntended good) {
        CsrApproved approved = forgery.event().data(CsrApproved.class);
        return intended(
                good,
                good.lineage(),
                new CertificateId(
                        good.id().issuer(),
                        new SerialNumber(BigInteger.TWO),
                        good.id().tbs()),
                good.tbs(),
                approved.payload(),
                approved.approvals(),
                approved.itemText());
    }

    private static Event intended(
            CertificateIntended good,
            Lineage lineage,
            CertificateId id,
            Bytes tbs,
            String payload,
            List<Approval> approvals,
            String itemText) {
        return Event.of(
                EventType.CERTIFICATE_INTENDED,
                ServiceName.SIGNER.source(),
                lineage.toString(),
                Instant.now(),
                new CertificateIntended(
                        lineage,
                        good.order(),
                        good.item(),
                        id,
                        tbs,
                        payload,
                        approvals,
                        itemText,
                        good.csr(),
                        good.trust()),
                Optional.empty());
    }
}
