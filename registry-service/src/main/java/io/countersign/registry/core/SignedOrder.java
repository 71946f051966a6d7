package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Order;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * An order as its first approver signed it, with everybody's approvals so far.
 *
 * @param digest SHA-256 of the payload bytes
 * @param payload base64url, exactly as signed; never re-serialised
 * @param items item texts in the payload's order, and {@code requests} the request of each
 */
public record SignedOrder(
        Sha256 digest,
        String payload,
        List<String> items,
        List<String> requests,
        Instant expiresAt,
        List<SignedApproval> approvals) {
    public SignedOrder {
        items = List.copyOf(items);
        requests = List.copyOf(requests);
        approvals = List.copyOf(approvals);
        if (items.size() != requests.size()) {
            throw new IllegalArgumentException(items.size() + " items, " + requests.size() + " requests");
        }
    }

    /** One approval and the person whose roster key made it. */
    public record SignedApproval(String person, Approval approval) {}

    public List<Approval> signatures() {
        return approvals.stream().map(SignedApproval::approval).toList();
    }

    public List<String> persons() {
        return approvals.stream().map(SignedApproval::person).toList();
    }

    /** What its payload says. */
    Order read() throws RefusedException {
        return Order.parse(Base64.getUrlDecoder().decode(payload));
    }

    public boolean approvedBy(String person) {
        return persons().contains(person);
    }
}
