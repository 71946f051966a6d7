package io.countersign.contracts;

import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.contracts.event.CertificateExpired;
import io.countersign.contracts.event.CertificateExpiring;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.contracts.event.CertificatePlaced;
import io.countersign.contracts.event.CertificateRevoked;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.CsrDenied;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.contracts.event.CsrRejected;
import io.countersign.contracts.event.CsrSubmitted;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.contracts.event.ReceiptWithheld;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.contracts.event.Redemption;
import io.countersign.contracts.event.RenewalDue;
import io.countersign.contracts.event.RevocationApproved;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.contracts.event.StopOrdered;
import io.countersign.contracts.event.TopicRecreated;
import io.countersign.contracts.event.TrustLogged;
import io.countersign.contracts.event.TrustPublished;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One event of every type, with every optional member present. */
public final class SampleEvents {
    static final Instant NOW = Instant.parse("2026-11-22T10:15:30.250Z");
    static final Lineage LINEAGE = Lineage.parse("demo/etcd-peer/cp-1");
    static final Sha256 DIGEST = Sha256.of("digest".getBytes(StandardCharsets.UTF_8));
    static final Bytes BYTES = Bytes.of(new byte[] {0, 1, 2, (byte) 0xff});
    static final CertificateId ID =
            new CertificateId(DIGEST, new SerialNumber(BigInteger.valueOf(0x4f1a)), Sha256.of(new byte[] {1}));
    static final String REQUEST = RequestId.of(LINEAGE, "etcd-peer", DIGEST);
    static final Names NAMES =
            new Names("cp-1", List.of(), List.of("localhost", "cp-1"), List.of("127.0.0.1"), List.of());
    private static final Instant LATER = Instant.parse("2027-11-22T10:15:30Z");
    private static final List<Approval> APPROVALS = List.of(new Approval("eyJ9", "c2ln"));
    private static final Optional<Redemption> REDEMPTION = Optional.of(new Redemption("e30", APPROVALS, "{}", BYTES));
    private static final InventoryChanged.Entry ENTRY = new InventoryChanged.Entry(ID, DIGEST, Instant.EPOCH, LATER);

    private SampleEvents() {}

    public static Event of(EventType type) {
        return Event.of(type, "/countersign/test", LINEAGE.toString(), NOW, data(type), Optional.of(DIGEST.toString()));
    }

    public static EventData data(EventType type) {
        String code = RefusalCode.TOO_FEW_PERSONS.code();
        return switch (type) {
            case CSR_SUBMITTED ->
                new CsrSubmitted(REQUEST, LINEAGE, "etcd-peer", DIGEST, DIGEST, NAMES, "alice", Optional.of("CHG1"));
            case CSR_REJECTED -> new CsrRejected("demo/x/y", "etcd-peer", DIGEST, "alice", code, "why");
            case CSR_DENIED -> new CsrDenied(REQUEST, LINEAGE, "bob", "no", "e30", APPROVALS);
            case CSR_APPROVED -> new CsrApproved(LINEAGE, REQUEST, "e30", APPROVALS, 0, "{}", BYTES, REDEMPTION);
            case REVOCATION_APPROVED -> new RevocationApproved(DIGEST, "e30", APPROVALS, Optional.of(BYTES));
            case REVOCATION_REFUSED -> new RevocationRefused(DIGEST, DIGEST, code, "why", false);
            case CRL_INTENDED ->
                new CrlIntended(
                        DIGEST,
                        7,
                        Instant.EPOCH,
                        LATER,
                        DIGEST,
                        DIGEST,
                        1,
                        List.of(new SignedRevocation("e30", APPROVALS, Optional.of(BYTES))),
                        DIGEST);
            case CRL_PUBLISHED ->
                new CrlPublished(DIGEST, 7, Instant.EPOCH, LATER, DIGEST, 1, DIGEST.toString(), 8, BYTES);
            case CERTIFICATE_REVOKED ->
                new CertificateRevoked(DIGEST, ID.serial(), RevocationReason.KEY_COMPROMISE, LATER, DIGEST, 7);
            case CHECKPOINT_WANTED -> new CheckpointWanted("audit.example", 7, "AAAA");
            case CERTIFICATE_INTENDED ->
                new CertificateIntended(
                        LINEAGE, DIGEST, 0, ID, BYTES, "e30", APPROVALS, "{}", BYTES, DIGEST, REDEMPTION);
            case RECEIPT_ISSUED ->
                new ReceiptIssued(
                        DIGEST.toString(), Json.TOLERANT.createObjectNode().put("id", "x"), "c2sp.org/tlog-proof@v1\n");
            case RECEIPT_WITHHELD ->
                new ReceiptWithheld(
                        DIGEST.toString(),
                        Json.TOLERANT.createObjectNode().put("id", "x"),
                        DIGEST.toString(),
                        DIGEST,
                        DIGEST,
                        "note\n");
            case CERTIFICATE_ISSUED ->
                new CertificateIssued(
                        LINEAGE,
                        REQUEST,
                        DIGEST,
                        0,
                        ID,
                        DIGEST.toString(),
                        7,
                        "etcd-peer",
                        NAMES,
                        DIGEST,
                        Instant.EPOCH,
                        LATER,
                        BYTES);
            case CSR_REFUSED -> new CsrRefused(LINEAGE, REQUEST, DIGEST, 0, DIGEST, code, "why", false);
            case CERTIFICATE_LAPSED ->
                new CertificateLapsed(LINEAGE, REQUEST, DIGEST, 0, ID, DIGEST.toString(), code, "why");
            case CERTIFICATE_OBSERVED, CERTIFICATE_INSTALLED, CERTIFICATE_SERVED, CERTIFICATE_ROLLED_BACK ->
                new CertificatePlaced(
                        LINEAGE, "cp-1", Optional.of(ID), DIGEST, NOW, "agent-cp-1", Optional.of("detail"));
            case INVENTORY_CHANGED ->
                new InventoryChanged(
                        LINEAGE, "etcd-peer", ENTRY, Optional.of(ENTRY), Optional.of(ENTRY), Optional.of("cp-1"));
            case TRUST_PUBLISHED -> new TrustPublished(1, DIGEST, BYTES);
            case TRUST_LOGGED -> new TrustLogged(2, DIGEST.toString(), "c2sp.org/tlog-proof@v1\n");
            case STOP_ORDERED -> new StopOrdered("e30", APPROVALS);
            case RENEWAL_DUE, RENEWAL_LATE -> new RenewalDue(LINEAGE, "etcd-peer", ID, NOW, LATER, "installed");
            case CERTIFICATE_EXPIRING -> new CertificateExpiring(LINEAGE, ID, LATER, "1/3");
            case CERTIFICATE_EXPIRED -> new CertificateExpired(LINEAGE, ID, LATER);
            case CHECKPOINT_PUBLISHED ->
                new CheckpointPublished(
                        "audit.example",
                        9,
                        "AAAA",
                        "note\n",
                        Optional.of(new CheckpointPublished.Continues(7, List.of("AAAA"))));
            case RECORD_UNREADABLE ->
                new RecordUnreadable(
                        "signer-service", "countersign.approvals", "id", 3, 4, "not-json", "why", DIGEST, BYTES);
            case CEREMONY_HELD -> new CeremonyHeld("e30", APPROVALS);
            case TOPIC_RECREATED -> new TopicRecreated("countersign.approvals", "old", "new");
        };
    }
}
