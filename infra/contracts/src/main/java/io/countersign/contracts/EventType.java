package io.countersign.contracts;

import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.contracts.event.CertificateExpired;
import io.countersign.contracts.event.CertificateExpiring;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.contracts.event.CertificatePlaced;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.CsrDenied;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.contracts.event.CsrRejected;
import io.countersign.contracts.event.CsrSubmitted;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.contracts.event.RenewalDue;
import io.countersign.contracts.event.TopicRecreated;
import io.countersign.contracts.event.TrustPublished;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every event type, the topic it travels on, the shape of its data, and which members of the data make its identity.
 *
 * <p>The identity leaves out what may differ between two tellings of the same thing: the signature bytes of a certificate, the
 * set of approvals beyond the quorum, the checkpoint a receipt happened to be made under.
 */
public enum EventType {
    CSR_SUBMITTED("csr.submitted.v1", Topic.LIFECYCLE, CsrSubmitted.class, List.of("request")),
    CSR_REJECTED("csr.rejected.v1", Topic.LIFECYCLE, CsrRejected.class, List.of("csr", "code", "profile")),
    CSR_DENIED("csr.denied.v1", Topic.LIFECYCLE, CsrDenied.class, List.of("request", "payload")),
    CSR_APPROVED("csr.approved.v1", Topic.APPROVALS, CsrApproved.class, List.of()),
    CERTIFICATE_INTENDED(
            "certificate.intended.v1", Topic.INTENTS, CertificateIntended.class, List.of("order", "item", "id")),
    RECEIPT_ISSUED("receipt.issued.v1", Topic.RECEIPTS, ReceiptIssued.class, List.of("intent")),
    CERTIFICATE_ISSUED(
            "certificate.issued.v1", Topic.CERTIFICATES, CertificateIssued.class, List.of("order", "item", "id")),
    CSR_REFUSED("csr.refused.v1", Topic.CERTIFICATES, CsrRefused.class, List.of("order", "item", "code")),
    CERTIFICATE_LAPSED(
            "certificate.lapsed.v1",
            Topic.CERTIFICATES,
            CertificateLapsed.class,
            List.of("order", "item", "id", "code")),
    CERTIFICATE_OBSERVED(
            "certificate.observed.v1", Topic.LIFECYCLE, CertificatePlaced.class, List.of("node", "fingerprint")),
    CERTIFICATE_INSTALLED(
            "certificate.installed.v1", Topic.LIFECYCLE, CertificatePlaced.class, List.of("node", "fingerprint")),
    CERTIFICATE_SERVED(
            "certificate.served.v1", Topic.LIFECYCLE, CertificatePlaced.class, List.of("node", "fingerprint")),
    CERTIFICATE_ROLLED_BACK(
            "certificate.rolled-back.v1", Topic.LIFECYCLE, CertificatePlaced.class, List.of("node", "fingerprint")),
    INVENTORY_CHANGED("inventory.changed.v1", Topic.INVENTORY, InventoryChanged.class, List.of()),
    TRUST_PUBLISHED("trust.published.v1", Topic.TRUST, TrustPublished.class, List.of("version", "digest")),
    RENEWAL_DUE("renewal.due.v1", Topic.RENEWALS, RenewalDue.class, List.of("id", "dueAt")),
    RENEWAL_LATE("renewal.late.v1", Topic.RENEWALS, RenewalDue.class, List.of("id", "dueAt")),
    CERTIFICATE_EXPIRING(
            "certificate.expiring.v1", Topic.RENEWALS, CertificateExpiring.class, List.of("id", "threshold")),
    CERTIFICATE_EXPIRED("certificate.expired.v1", Topic.RENEWALS, CertificateExpired.class, List.of("id")),
    CHECKPOINT_PUBLISHED(
            "checkpoint.published.v1", Topic.CHECKPOINTS, CheckpointPublished.class, List.of("origin", "size", "root")),
    RECORD_UNREADABLE(
            "record.unreadable.v1",
            Topic.DEAD_LETTERS,
            RecordUnreadable.class,
            List.of("service", "topic", "topicId", "partition", "offset")),
    CEREMONY_HELD("ceremony.held.v1", null, CeremonyHeld.class, List.of()),
    TOPIC_RECREATED("topic.recreated.v1", null, TopicRecreated.class, List.of());

    public static final String PREFIX = "io.countersign.";

    /** Wire names promised to coming event types; nothing else may take them (design 4). */
    public static final Set<String> RESERVED = Set.of(
            "revocation.approved.v1",
            "crl.intended.v1",
            "receipt.withheld.v1",
            "certificate.revoked.v1",
            "crl.published.v1",
            "stop.ordered.v1");

    private final String wireName;
    private final Topic topic;
    private final Class<? extends EventData> dataType;
    private final List<String> identity;

    EventType(String name, Topic topic, Class<? extends EventData> dataType, List<String> identity) {
        this.wireName = PREFIX + name;
        this.topic = topic;
        this.dataType = dataType;
        this.identity = List.copyOf(identity);
    }

    public String wireName() {
        return wireName;
    }

    /** Empty for leaves that the audit-service writes into the log itself. */
    public Optional<Topic> topic() {
        return Optional.ofNullable(topic);
    }

    public Class<? extends EventData> dataType() {
        return dataType;
    }

    /** Members of {@code data} that make the event's id; empty means all of them. */
    public List<String> identity() {
        return identity;
    }

    /** Name of the JSON Schema of the data, below {@code schemas/}. */
    public String schemaName() {
        return wireName + ".json";
    }

    public static Optional<EventType> of(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }
}
