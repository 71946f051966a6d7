package io.countersign.orders;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Lineage;
import io.countersign.x509.crl.Crl;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * When one revoker is not enough (security 5). The signer has no other memory of former revocations than the CRL, whose dates are
 * those that revokers wrote into their orders. So an order counts alone for an hour only, and stands alone among two hours of
 * dates: whatever dates one revoker writes, his single orders then take effect an hour apart, and what they add in a week is bounded.
 */
final class TwoPersonRule {
    /** Certificates that one revoker may revoke by one order. */
    static final int MOST_ALONE = 5;

    /** An order that one revoker signed longer ago than this may be backdated, and takes a second one. */
    static final Duration FRESH = Duration.ofHours(1);

    /** How long before the order the date of another revocation counts. */
    static final Duration APART = FRESH.plusHours(1);

    /**
     * Entries within {@link #WEEK} beyond which nobody adds to a CRL alone. Nothing is taken off a CRL, and one that is full ends
     * revocation under its CA (ADR 0014): five an hour would fill it within a week, a hundred a week take seven. No accident of one
     * etcd cluster, with some four certificates a member, comes near.
     */
    static final int MOST_IN_A_WEEK = 100;

    static final Duration WEEK = Duration.ofDays(7);

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
        Set<CrlEntry> others = new HashSet<>(known);
        // What this order has made itself does not count; naming another's certificate again does not hide it.
        order.entries().forEach(others::remove);
        if (after(order.issuedAt().minus(WEEK), others).count() > MOST_IN_A_WEEK) {
            return Optional.of("more than " + MOST_IN_A_WEEK + " revocations of this CA within a week, with room for "
                    + Crl.MOST_ENTRIES + " in all");
        }
        return after(order.issuedAt().minus(APART), others)
                .findFirst()
                .map(entry -> "another revocation not long before, of " + entry.serial() + " at " + entry.at());
    }

    private static long instances(RevocationOrder order) {
        return order.certificates().stream()
                .map(Revoked::lineage)
                .map(Lineage::instance)
                .distinct()
                .count();
    }

    private static Stream<CrlEntry> after(Instant from, Collection<CrlEntry> entries) {
        return entries.stream().filter(entry -> entry.at().isAfter(from));
    }
}
