package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CsrApproved;
import java.util.List;

/**
 * One item of an order with its approvals, as received: nothing of it is believed yet.
 *
 * @param approvals one JWS per approver; all must carry the same payload segment
 * @param index of the item in the order
 * @param itemText whose SHA-256 must stand in the order at that index
 * @param csr DER
 */
public record SignedItem(List<Envelope> approvals, int index, String itemText, Bytes csr) {
    public SignedItem {
        approvals = List.copyOf(approvals);
    }

    /** From the shape of events, which carry the payload once. */
    public static SignedItem of(String payload, List<Approval> approvals, int index, String itemText, Bytes csr) {
        return new SignedItem(
                approvals.stream()
                        .map(approval -> Envelope.of(payload, approval))
                        .toList(),
                index,
                itemText,
                csr);
    }

    public static SignedItem of(CsrApproved approved) {
        return of(approved.payload(), approved.approvals(), approved.item(), approved.itemText(), approved.csr());
    }

    public static SignedItem of(CertificateIntended intended) {
        return of(intended.payload(), intended.approvals(), intended.item(), intended.itemText(), intended.csr());
    }
}
