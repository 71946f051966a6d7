package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.Decision;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.SignedItem;
import io.countersign.orders.TrustDocument;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The signer's own checks, asked early. They protect nobody: whoever owns the registry can leave them out. They save people from
 * waiting for a refusal.
 */
public final class EarlyAnswers {
    private final TrustDocument trust;

    public EarlyAnswers(TrustDocument trust) {
        this.trust = trust;
    }

    /** An item's text and the request it claims to answer. */
    public record Item(String text, Request request) {}

    /**
     * An order that may go on gathering approvals.
     *
     * @param lastPerson whose key made the last approval
     */
    public record Checked(Sha256 digest, Instant useBy, List<ApprovedItem> items, String lastPerson) {}

    /** A denial in force. */
    public record Denial(Order order, String person) {}

    /** Checks every item with all approvals so far: every rule but the number of persons. */
    public Checked check(String payload, List<Approval> approvals, List<Item> items, Instant now)
            throws RefusedException {
        List<ApprovedItem> checked = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            Item item = items.get(index);
            ApprovedItem approved = Decision.checkSoFar(
                    trust,
                    SignedItem.of(
                            payload,
                            approvals,
                            index,
                            item.text(),
                            item.request().csr()),
                    now);
            requireAnswers(approved, item.request());
            checked.add(approved);
        }
        if (checked.isEmpty()) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "an order has at least one item");
        }
        Order order = checked.get(0).order();
        if (order.items().size() != items.size()) {
            throw new RefusedException(
                    RefusalCode.ITEM_MISMATCH,
                    "the order names " + order.items().size() + " items, " + items.size() + " were sent");
        }
        return new Checked(order.digest(), order.useBy(), checked, lastPerson(approvals));
    }

    /** Checks a denial: one approver for the cluster suffices. */
    public Denial denial(String payload, Approval approval, Instant now) throws RefusedException {
        Order order = Decision.checkDenial(trust, payload, List.of(approval), now);
        return new Denial(order, lastPerson(List.of(approval)));
    }

    /** The item is signed, but only the request says whom it answers. */
    private static void requireAnswers(ApprovedItem approved, Request request) throws RefusedException {
        OrderItem item = approved.item();
        if (!item.lineage().equals(request.lineage())) {
            throw new RefusedException(
                    RefusalCode.LINEAGE_MISMATCH, item.lineage() + " where " + request.lineage() + " was asked for");
        }
        if (!item.profile().equals(request.profile())) {
            throw new RefusedException(
                    RefusalCode.ITEM_MISMATCH, item.profile() + " where " + request.profile() + " was asked for");
        }
        // The signer sees only whom the order names; who really asked is known here alone.
        if (!approved.profile().requesterCounts()
                && !approved.order().requester().equals(Optional.of(request.requester()))) {
            throw new RefusedException(
                    RefusalCode.REQUESTER_NOT_COUNTED, "the order must name " + request.requester() + ", who asked");
        }
    }

    /** The checks have verified the header; reading the kid from it again is only a lookup. */
    private String lastPerson(List<Approval> approvals) {
        byte[] header = Base64.getUrlDecoder()
                .decode(approvals.get(approvals.size() - 1).header());
        try {
            return trust.rosterEntry(Json.parse(header).path("kid").asText())
                    .map(RosterEntry::person)
                    .orElseThrow(() -> new IllegalStateException("a verified approval has a roster entry"));
        } catch (IOException unreadable) {
            throw new IllegalStateException("a verified approval has a readable header", unreadable);
        }
    }
}
