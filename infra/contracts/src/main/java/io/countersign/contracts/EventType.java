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
import io.countersign.contracts.event.RenewalDue;
import io.countersign.contracts.event.RevocationApproved;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.contracts.event.StopOrdered;
import io.countersign.contracts.event.TopicRecreated;
import io.countersign.contracts.event.TrustLogged;
import io.countersign.contracts.event.TrustPublished;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Every event type, the topic it travels on, the shape of its data, and which members of the data do not make its identity.
 *
 * <p>An id covers all of the data but what may differ between two honest tellings of the same thing: the signature bytes of a
 * certificate, words for people, the checkpoint a receipt happened to be made under. So an event that says anything else has
 * another id, and a forged one cannot take the place of the true one.
 */
public enum EventType {
    CSR_SUBMITTED("csr.submitted.v1", Topic.LIFECYCLE, CsrSubmitted.class, Set.of()),
    CSR_REJECTED("csr.rejected.v1", Topic.LIFECYCLE, CsrRejected.class, Set.of("detail")),
    CSR_DENIED("csr.denied.v1", Topic.LIFECYCLE, CsrDenied.class, Set.of()),
    CSR_APPROVED("csr.approved.v1", Topic.APPROVALS, CsrApproved.class, Set.of()),
    REVOCATION_APPROVED("revocation.approved.v1", Topic.APPROVALS, RevocationApproved.class, Set.of()),
    CERTIFICATE_INTENDED("certificate.intended.v1", Topic.INTENTS, CertificateIntended.class, Set.of()),
    CRL_INTENDED("crl.intended.v1", Topic.INTENTS, CrlIntended.class, Set.of()),
    CHECKPOINT_WANTED("checkpoint.wanted.v1", Topic.INTENTS, CheckpointWanted.class, Set.of()),
    RECEIPT_ISSUED("receipt.issued.v1", Topic.RECEIPTS, ReceiptIssued.class, Set.of("leaf", "proof")),
    RECEIPT_WITHHELD("receipt.withheld.v1", Topic.RECEIPTS, ReceiptWithheld.class, Set.of("leaf", "note")),
    CERTIFICATE_ISSUED(
            "certificate.issued.v1",
            Topic.CERTIFICATES,
            CertificateIssued.class,
            Set.of("intent", "leafIndex", "certificate")),
    CSR_REFUSED("csr.refused.v1", Topic.CERTIFICATES, CsrRefused.class, Set.of("detail")),
    CERTIFICATE_LAPSED(
            "certificate.lapsed.v1", Topic.CERTIFICATES, CertificateLapsed.class, Set.of("intent", "detail")),
    CRL_PUBLISHED("crl.published.v1", Topic.CERTIFICATES, CrlPublished.class, Set.of("intent", "leafIndex", "crl")),
    CERTIFICATE_REVOKED("certificate.revoked.v1", Topic.CERTIFICATES, CertificateRevoked.class, Set.of()),
    REVOCATION_REFUSED("revocation.refused.v1", Topic.CERTIFICATES, RevocationRefused.class, Set.of("detail")),
    CERTIFICATE_OBSERVED("certificate.observed.v1", Topic.LIFECYCLE, CertificatePlaced.class, Set.of("detail")),
    CERTIFICATE_INSTALLED("certificate.installed.v1", Topic.LIFECYCLE, CertificatePlaced.class, Set.of("detail")),
    CERTIFICATE_SERVED("certificate.served.v1", Topic.LIFECYCLE, CertificatePlaced.class, Set.of("detail")),
    CERTIFICATE_ROLLED_BACK("certificate.rolled-back.v1", Topic.LIFECYCLE, CertificatePlaced.class, Set.of("detail")),
    INVENTORY_CHANGED("inventory.changed.v1", Topic.INVENTORY, InventoryChanged.class, Set.of()),
    TRUST_PUBLISHED("trust.published.v1", Topic.TRUST, TrustPublished.class, Set.of()),
    TRUST_LOGGED("trust.logged.v1", Topic.TRUST, TrustLogged.class, Set.of("proof")),
    STOP_ORDERED("stop.ordered.v1", Topic.TRUST, StopOrdered.class, Set.of()),
    RENEWAL_DUE("renewal.due.v1", Topic.RENEWALS, RenewalDue.class, Set.of()),
    RENEWAL_LATE("renewal.late.v1", Topic.RENEWALS, RenewalDue.class, Set.of()),
    CERTIFICATE_EXPIRING("certificate.expiring.v1", Topic.RENEWALS, CertificateExpiring.class, Set.of()),
    CERTIFICATE_EXPIRED("certificate.expired.v1", Topic.RENEWALS, CertificateExpired.class, Set.of()),
    CHECKPOINT_PUBLISHED(
            "checkpoint.published.v1", Topic.CHECKPOINTS, CheckpointPublished.class, Set.of("note", "continues")),
    RECORD_UNREADABLE(
            "record.unreadable.v1", Topic.DEAD_LETTERS, RecordUnreadable.class, Set.of("reason", "detail", "excerpt")),
    CEREMONY_HELD("ceremony.held.v1", null, CeremonyHeld.class, Set.of()),
    TOPIC_RECREATED("topic.recreated.v1", null, TopicRecreated.class, Set.of());

    public static final String PREFIX = "io.countersign.";

    private final String wireName;
    private final Topic topic;
    private final Class<? extends EventData> dataType;
    private final Set<String> varying;

    EventType(String name, Topic topic, Class<? extends EventData> dataType, Set<String> varying) {
        this.wireName = PREFIX + name;
        this.topic = topic;
        this.dataType = dataType;
        this.varying = varying;
    }

    public String wireName() {
        return wireName;
    }

    /** Empty for leaves that the audit-service writes into the log itself. */
    public Optional<Topic> topic() {
        return Optional.ofNullable(topic);
    }

    /** Most octets of the canonical event: {@link Event#MAX_OCTETS}, but for a receipt, which wraps an intent and is no leaf. */
    int maxOctets() {
        return topic == Topic.RECEIPTS ? Event.MAX_RECEIPT_OCTETS : Event.MAX_OCTETS;
    }

    public Class<? extends EventData> dataType() {
        return dataType;
    }

    /** Members of {@code data} that the event's id leaves out. */
    public Set<String> varying() {
        return varying;
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
