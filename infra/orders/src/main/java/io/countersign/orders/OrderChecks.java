package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ISSUER_NOT_FOR_PROFILE;
import static io.countersign.contracts.RefusalCode.ISSUER_OF_ANOTHER_CLUSTER;
import static io.countersign.contracts.RefusalCode.ISSUER_UNKNOWN;
import static io.countersign.contracts.RefusalCode.ORDER_FROM_THE_FUTURE;
import static io.countersign.contracts.RefusalCode.ORDER_PAST_USE_BY;
import static io.countersign.contracts.RefusalCode.PROFILE_CHANGED;
import static io.countersign.contracts.RefusalCode.PROFILE_UNKNOWN;
import static io.countersign.contracts.RefusalCode.TRUST_EXPIRED;
import static io.countersign.contracts.RefusalCode.USE_BY_TOO_FAR;
import static io.countersign.contracts.RefusalCode.WRONG_DEPLOYMENT;

import io.countersign.contracts.RefusedException;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;

/** Steps 8 to 11 of security 2.3: whether the order is for here and now, and under which issuer and profile. */
final class OrderChecks {
    /** Clocks of approvers may run ahead of ours by this much. */
    static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

    private OrderChecks() {}

    /** Steps 8 and 9. */
    static void inForce(TrustDocument trust, Order order, Instant now) throws RefusedException {
        if (!order.deployment().equals(trust.deployment())) {
            throw new RefusedException(WRONG_DEPLOYMENT, "installation " + order.deployment());
        }
        if (!now.isBefore(trust.expires())) {
            throw new RefusedException(TRUST_EXPIRED, "version " + trust.version() + " expired at " + trust.expires());
        }
        if (order.issuedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
            throw new RefusedException(ORDER_FROM_THE_FUTURE, "made at " + order.issuedAt());
        }
        if (!now.isBefore(order.useBy())) {
            throw new RefusedException(ORDER_PAST_USE_BY, "usable until " + order.useBy());
        }
        requireUseBy(order, trust.content().useByCap(), "the installation");
    }

    /** Step 10. */
    static TrustedIssuer issuer(TrustDocument trust, Order order, OrderItem item) throws RefusedException {
        TrustedIssuer issuer = trust.issuer(item.issuer())
                .orElseThrow(() -> new RefusedException(ISSUER_UNKNOWN, "issuer certificate " + item.issuer()));
        if (!issuer.cluster().equals(order.cluster())) {
            throw new RefusedException(
                    ISSUER_OF_ANOTHER_CLUSTER,
                    issuer.name() + " belongs to " + issuer.cluster() + ", not to " + order.cluster());
        }
        return issuer;
    }

    /** Step 11, and what only the profile can say about steps 9 and 10. */
    static Profile profile(TrustDocument trust, Order order, OrderItem item, TrustedIssuer issuer)
            throws RefusedException {
        Profile profile = trust.profile(item.profile())
                .orElseThrow(() -> new RefusedException(PROFILE_UNKNOWN, "profile '" + item.profile() + "'"));
        if (!profile.digest().equals(item.profileDigest())) {
            throw new RefusedException(
                    PROFILE_CHANGED,
                    profile.name() + " is now " + profile.digest() + ", approved was " + item.profileDigest());
        }
        if (!profile.issuer().equals(issuer.name())) {
            throw new RefusedException(
                    ISSUER_NOT_FOR_PROFILE,
                    profile.name() + " is issued by " + profile.issuer() + ", not by " + issuer.name());
        }
        requireUseBy(order, profile.useByCap(), profile.name());
        return profile;
    }

    private static void requireUseBy(Order order, Duration cap, String whose) throws RefusedException {
        Duration usable = Duration.between(order.issuedAt(), order.useBy());
        if (usable.compareTo(cap) > 0) {
            throw new RefusedException(USE_BY_TOO_FAR, usable + " is longer than the " + cap + " of " + whose);
        }
    }
}
