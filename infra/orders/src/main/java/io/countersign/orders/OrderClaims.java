package io.countersign.orders;

import static io.countersign.orders.ClaimGrammar.HEX_128;
import static io.countersign.orders.ClaimGrammar.PERSON;
import static io.countersign.orders.ClaimGrammar.REASON;
import static io.countersign.orders.ClaimGrammar.matching;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The claims that issue orders, denials and grants share, by the rules of security 2.1.
 *
 * @param deployment install id, 128 bits in hex
 * @param rid 128 bits in hex
 */
record OrderClaims(
        String deployment,
        String cluster,
        String rid,
        Instant issuedAt,
        Optional<String> requester,
        Optional<String> reason) {
    static OrderClaims read(StrictObject claims) throws RefusedException {
        OrderClaims read = new OrderClaims(
                matching(claims, "dep", HEX_128),
                claims.text("clu"),
                matching(claims, "rid", HEX_128),
                claims.seconds("iat"),
                claims.has("req") ? Optional.of(matching(claims, "req", PERSON)) : Optional.empty(),
                claims.has("why") ? Optional.of(matching(claims, "why", REASON)) : Optional.empty());
        if (!Lineage.isPart(read.cluster)) {
            throw claims.fault("clu is not the name of a cluster");
        }
        return read;
    }

    /** Entries of an order: some, not too many, none twice. */
    static <T> List<T> bounded(StrictObject claims, String name, List<T> values) throws RefusedException {
        if (values.isEmpty() || values.size() > Order.MAX_ITEMS) {
            throw claims.fault(name + " has 1 to " + Order.MAX_ITEMS + " entries, not " + values.size());
        }
        if (new HashSet<>(values).size() != values.size()) {
            throw claims.fault(name + " holds one entry twice");
        }
        return List.copyOf(values);
    }
}
