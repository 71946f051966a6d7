package io.countersign.contracts.event;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A revoke order with its signatures; believed only by them.
 *
 * @param payload the order, base64url exactly as signed
 * @param approvals signatures of revokers, or the one of the certificate's own key
 * @param certificate DER of the certificate whose own key signed
 */
public record SignedRevocation(String payload, List<Approval> approvals, Optional<Bytes> certificate) {
    public SignedRevocation {
        approvals = List.copyOf(approvals);
    }
}
