package io.countersign.contracts.event;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import java.util.List;
import java.util.Optional;

/**
 * One item of an issue order that has its approvals. Only the signed bytes count: {@code lineage} and {@code request} are
 * for routing and are checked against them.
 *
 * @param payload the order, base64url exactly as every approver signed it
 * @param item index of this item in the order
 * @param itemText the item's exact text; its SHA-256 stands in the payload
 * @param csr the CSR's DER
 * @param redemption when the order rests on a standing grant; then its one approval is the continuity signature
 */
public record CsrApproved(
        Lineage lineage,
        String request,
        String payload,
        List<Approval> approvals,
        int item,
        String itemText,
        Bytes csr,
        Optional<Redemption> redemption)
        implements EventData {

    /** Approved by people. */
    public CsrApproved(
            Lineage lineage,
            String request,
            String payload,
            List<Approval> approvals,
            int item,
            String itemText,
            Bytes csr) {
        this(lineage, request, payload, approvals, item, itemText, csr, Optional.empty());
    }
}
