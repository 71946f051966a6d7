package io.countersign.contracts.event;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * A revoke order that has its signatures. Only the signed bytes count: {@code issuer} is for routing and is checked against them.
 *
 * @param issuer SHA-256 of the issuer certificate; also the record's key, so that one instance keeps an issuer's CRL
 * @param payload the order, base64url exactly as signed
 * @param approvals signatures of revokers, or the one of the certificate's own key
 * @param certificate DER of the certificate whose own key signed
 */
public record RevocationApproved(Sha256 issuer, String payload, List<Approval> approvals, Optional<Bytes> certificate)
        implements EventData {
    public SignedRevocation signed() {
        return new SignedRevocation(payload, approvals, certificate);
    }
}
