package io.countersign.contracts.event;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import java.util.List;

/**
 * The standing grant behind an order that the live certificate's key signed, with everything needed to check both.
 *
 * @param payload the grant order, base64url exactly as every approver signed it
 * @param grantText exact text of the grant; its SHA-256 stands in the grant order and in the order that redeems it
 * @param predecessor DER of the live certificate whose key signed the order
 */
public record Redemption(String payload, List<Approval> approvals, String grantText, Bytes predecessor) {
    public Redemption {
        approvals = List.copyOf(approvals);
    }
}
