package io.countersign.signer.core;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Revocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Accepted revoke orders that no CRL has taken up yet, in the order of their acceptance. Each stands in the spool before anything
 * is done about it and until a CRL lists its certificates: only revokers can add one, and a CRL has room for few, so it is bounded.
 */
final class RevocationQueue {
    private final CrlSpool spool;
    private final Map<Sha256, Waiting> orders = new LinkedHashMap<>();
    private long next;

    /**
     * One order.
     *
     * @param accepted when it held; an order that took long to be carried out has not grown stale by that
     */
    record Waiting(Revocation revocation, Instant accepted) {
        Sha256 digest() {
            return revocation.order().digest();
        }
    }

    RevocationQueue(CrlSpool spool) {
        this.spool = spool;
    }

    /** Keeps an order that holds. */
    void add(Revocation revocation, Instant accepted) throws OutageException {
        Sha256 digest = revocation.order().digest();
        if (!orders.containsKey(digest)) {
            spool.keep(digest, new AcceptedOrder(revocation.signed(), accepted, next));
            orders.put(digest, new Waiting(revocation, accepted));
            next++;
        }
    }

    /** Takes up again what was kept; in the order of the places. */
    void restore(Revocation revocation, AcceptedOrder kept) {
        orders.putIfAbsent(revocation.order().digest(), new Waiting(revocation, kept.accepted()));
        next = Math.max(next, kept.place() + 1);
    }

    void remove(Sha256 order) throws OutageException {
        spool.forget(order);
        orders.remove(order);
    }

    Optional<Waiting> find(Sha256 order) {
        return Optional.ofNullable(orders.get(order));
    }

    List<Waiting> all() {
        return List.copyOf(orders.values());
    }

    List<Waiting> of(Sha256 issuer) {
        return orders.values().stream()
                .filter(waiting -> waiting.revocation().order().issuer().equals(issuer))
                .toList();
    }

    /** What the orders for one issuer will add. */
    Collection<CrlEntry> entries(Sha256 issuer) {
        List<CrlEntry> entries = new ArrayList<>();
        of(issuer)
                .forEach(waiting -> entries.addAll(waiting.revocation().order().entries()));
        return entries;
    }

    int size() {
        return orders.size();
    }
}
