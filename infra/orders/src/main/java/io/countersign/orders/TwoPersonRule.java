package io.countersign.orders;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Lineage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * When one revoker is not enough (security 5). The signer has no other memory of former revocations than the CRL, whose dates are
 * those that revokers wrote into their orders. So an order counts alone for an hour only, and stands alone among two hours of
 * dates: whatever dates one revoker writes, his single orders then take effect an hour apart.
 */
final class TwoPersonRule {
    /** Certificates that one revoker may revoke by one order. */
    static final int MOST_ALONE = 5;

    /** An order that one revoker signed longer ago than this may be backdated, and takes a second one. */
    static final Duration FRESH = Duration.ofHours(1);

    /** How long before the order the date of another revocation counts. */
    static final Duration APART = FRESH.plusHours(1);

    private TwoPersonRule() {}

    /**
     * Why this order takes two revokers; empty where one is enough.
     *
     * @param known entries of the issuer's CRL
     */
    static Optional<String> reason(
            TrustedIssuer issuer, RevocationOrder order, Collection<CrlEntry> known, Instant now) {
        if (issuer.isServices()) {
            return Optional.of("certificates of Countersign's own services");
        }
        if (order.certificates().size() > MOST_ALONE) {
            return Optional.of("more than " + MOST_ALONE + " certificates");
        }
        if (instances(order) > 1) {
            return Optional.of("certificates of several members or nodes");
        }
        if (order.issuedAt().isBefore(now.minus(FRESH))) {
            return Optional.of("an order of " + order.issuedAt() + ", made more than an hour ago");
        }
        return another(order, known)
                .map(entry -> "another revocation not long before, of " + entry.serial() + " at " + entry.at());
    }

    private static long instances(RevocationOrder order) {
        return order.certificates().stream()
                .map(Revoked::lineage)
                .map(Lineage::instance)
                .distinct()
                .count();
    }

    /** An entry that this order has not made; naming its certificate again does not hide it. */
    private static Optional<CrlEntry> another(RevocationOrder order, Collection<CrlEntry> known) {
        Set<CrlEntry> others = new HashSet<>(known);
        order.entries().forEach(others::remove);
        Instant from = order.issuedAt().minus(APART);
        return others.stream().filter(entry -> entry.at().isAfter(from)).findFirst();
    }
}
