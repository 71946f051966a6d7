package io.countersign.registry.http;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.SignedOrder;
import java.time.Instant;
import java.util.List;

/**
 * An order on the wire.
 *
 * @param payload base64url, exact bytes
 * @param requests in the order of the items
 * @param needed persons that the strictest of its items asks for
 */
record OrderView(
        Sha256 digest,
        String payload,
        List<String> items,
        List<String> requests,
        List<Approval> approvals,
        List<String> persons,
        int needed,
        Instant useBy) {
    static OrderView of(SignedOrder order, int needed) {
        return new OrderView(
                order.digest(),
                order.payload(),
                order.items(),
                order.requests(),
                order.signatures(),
                order.persons(),
                needed,
                order.expiresAt());
    }
}
