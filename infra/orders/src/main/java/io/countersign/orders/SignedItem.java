package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.Redemption;
import java.util.List;
import java.util.Optional;

/**
 * One item of an order with its approvals, as received: nothing of it is believed yet.
 *
 * @param approvals one JWS per approver; all must carry the same payload segment
 * @param index of the item in the order
 * @param itemText whose SHA-256 must stand in the order at that index
 * @param csr DER
 * @param redemption what comes with an order that redeems a standing grant
 */
public record SignedItem(
        List<Envelope> approvals, int index, String itemText, Bytes csr, Optional<Redemption> redemption) {
    public SignedItem {
        approvals = List.copyOf(approvals);
    }

    /** Approved by people or a robot. */
    public SignedItem(List<Envelope> approvals, int index, String itemText, Bytes csr) {
        this(approvals, index, itemText, csr, Optional.empty());
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
        return of(approved.payload(), approved.approvals(), approved.item(), approved.itemText(), approved.csr())
                .with(approved.redemption());
    }

    public static SignedItem of(CertificateIntended intended) {
        return of(intended.payload(), intended.approvals(), intended.item(), intended.itemText(), intended.csr())
                .with(intended.redemption());
    }

    /** The same item with what it redeems. */
    public SignedItem with(Optional<Redemption> redeemed) {
        return new SignedItem(approvals, index, itemText, csr, redeemed);
    }
}
