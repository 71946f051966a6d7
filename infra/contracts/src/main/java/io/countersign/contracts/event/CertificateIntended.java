package io.countersign.contracts.event;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * What the signer is about to sign, with everything needed to decide it again: the sign step starts from the receipt of this
 * event alone and recomputes the rest.
 *
 * @param order SHA-256 of the order's payload bytes
 * @param id identity of the certificate to come
 * @param tbs the to-be-signed bytes; recomputed, never signed as read
 * @param trust SHA-256 of the trust document's payload in force
 * @param redemption as in the event that led here
 */
public record CertificateIntended(
        Lineage lineage,
        Sha256 order,
        int item,
        CertificateId id,
        Bytes tbs,
        String payload,
        List<Approval> approvals,
        String itemText,
        Bytes csr,
        Sha256 trust,
        Optional<Redemption> redemption)
        implements EventData {

    /** Approved by people. */
    public CertificateIntended(
            Lineage lineage,
            Sha256 order,
            int item,
            CertificateId id,
            Bytes tbs,
            String payload,
            List<Approval> approvals,
            String itemText,
            Bytes csr,
            Sha256 trust) {
        this(lineage, order, item, id, tbs, payload, approvals, itemText, csr, trust, Optional.empty());
    }
}
