package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.InventoryChanged.Entry;
import java.time.Instant;
import java.util.Comparator;

/**
 * A certificate that was verified under its issuer before it came in.
 *
 * @param fingerprint SHA-256 of the DER that was told first
 * @param request as the signer names it; empty when the order named none
 * @param intent event id of the intent, {@code leafIndex} its place in the audit log; the ceremony's for a first certificate
 * @param event id of the event that told it
 */
public record CertificateRecord(
        CertificateId id,
        Sha256 fingerprint,
        Lineage lineage,
        String request,
        Sha256 order,
        int item,
        String profile,
        Names names,
        Sha256 key,
        Instant notBefore,
        Instant notAfter,
        Bytes der,
        Instant issuedAt,
        long leafIndex,
        String intent,
        String event) {
    /** Which certificate of a lineage is the newest: a total order, so that the answer does not depend on who came first. */
    public static final Comparator<CertificateRecord> BY_AGE = Comparator.comparing(CertificateRecord::notBefore)
            .thenComparing(CertificateRecord::notAfter)
            .thenComparing(CertificateRecord::leafIndex)
            .thenComparing(certificate -> certificate.id().tbs());

    /** @param event id of the event that told it, {@code at} that event's time */
    static CertificateRecord of(CertificateIssued told, Instant at, String event) {
        return new CertificateRecord(
                told.id(),
                told.certificate().sha256(),
                told.lineage(),
                told.request(),
                told.order(),
                told.item(),
                told.profile(),
                told.names(),
                told.key(),
                told.notBefore(),
                told.notAfter(),
                told.certificate(),
                at,
                told.leafIndex(),
                told.intent(),
                event);
    }

    public Entry entry() {
        return new Entry(id, fingerprint, notBefore, notAfter);
    }
}
