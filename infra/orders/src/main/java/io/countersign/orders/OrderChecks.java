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
import static io.countersign.contracts.RefusalCode.WRONG_ACT;
import static io.countersign.contracts.RefusalCode.WRONG_DEPLOYMENT;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Steps 8 to 11 of security 2.3: whether the order is for here and now, and under which issuer and profile. */
final class OrderChecks {
    /** Clocks of approvers may run ahead of ours by this much. */
    static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

    private OrderChecks() {}

    /** Step 7: an order that issues. */
    static Order issuing(byte[] payload) throws RefusedException {
        Order order = Order.parse(payload);
        if (order.act() != Act.ISSUE) {
            throw new RefusedException(WRONG_ACT, "act '" + order.act().wireName() + "' issues nothing");
        }
        return order;
    }

    static void requireNone(Optional<Refusal> objection) throws RefusedException {
        if (objection.isPresent()) {
            throw new RefusedException(objection.get());
        }
    }

    /** Steps 8 and 9. */
    static void usable(TrustDocument trust, Order order, Instant now) throws RefusedException {
        inForce(trust, order, now);
        if (!now.isBefore(order.useBy())) {
            throw new RefusedException(ORDER_PAST_USE_BY, "usable until " + order.useBy());
        }
        requireUseBy(order, trust.content().useByCap(), "the installation");
    }

    /** Step 8, and what step 9 asks of orders without a use-by too. */
    static void inForce(TrustDocument trust, PeopleOrder order, Instant now) throws RefusedException {
        if (!order.deployment().equals(trust.deployment())) {
            throw new RefusedException(WRONG_DEPLOYMENT, "installation " + order.deployment());
        }
        if (!now.isBefore(trust.expires())) {
            throw new RefusedException(TRUST_EXPIRED, "version " + trust.version() + " expired at " + trust.expires());
        }
        if (order.issuedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
            throw new RefusedException(ORDER_FROM_THE_FUTURE, "made at " + order.issuedAt());
        }
    }

    /** Step 10. */
    static TrustedIssuer issuer(TrustDocument trust, String cluster, Sha256 certificate) throws RefusedException {
        TrustedIssuer issuer = trust.issuer(certificate)
                .orElseThrow(() -> new RefusedException(ISSUER_UNKNOWN, "issuer certificate " + certificate));
        if (!issuer.cluster().equals(cluster)) {
            throw new RefusedException(
                    ISSUER_OF_ANOTHER_CLUSTER,
                    issuer.name() + " belongs to " + issuer.cluster() + ", not to " + cluster);
        }
        return issuer;
    }

    static TrustedCluster cluster(TrustDocument trust, String name) throws RefusedException {
        return trust.cluster(name).orElseThrow(() -> new RefusedException(ISSUER_UNKNOWN, "no cluster " + name));
    }

    /** Step 11, and what only the profile can say about step 10. */
    static Profile profile(TrustDocument trust, String name, Sha256 approved, TrustedIssuer issuer)
            throws RefusedException {
        Profile profile =
                trust.profile(name).orElseThrow(() -> new RefusedException(PROFILE_UNKNOWN, "profile '" + name + "'"));
        if (!profile.digest().equals(approved)) {
            throw new RefusedException(
                    PROFILE_CHANGED, profile.name() + " is now " + profile.digest() + ", approved was " + approved);
        }
        if (!profile.issuer().equals(issuer.name())) {
            throw new RefusedException(
                    ISSUER_NOT_FOR_PROFILE,
                    profile.name() + " is issued by " + profile.issuer() + ", not by " + issuer.name());
        }
        return profile;
    }

    /** Step 9: the time between making an order and its use-by. */
    static void requireUseBy(Order order, Duration cap, String whose) throws RefusedException {
        Duration usable = Duration.between(order.issuedAt(), order.useBy());
        if (usable.compareTo(cap) > 0) {
            throw new RefusedException(USE_BY_TOO_FAR, usable + " is longer than the " + cap + " of " + whose);
        }
    }
}
