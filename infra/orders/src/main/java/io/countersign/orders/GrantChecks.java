package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.GRANT_NOT_ORDERED;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Whether people who may do so signed a grant order, and whether a grant of it is one that may be given. */
final class GrantChecks {
    private final TrustDocument trust;
    private final Stops stops;
    private final Instant now;

    GrantChecks(TrustDocument trust, Stops stops, Instant now) {
        this.trust = trust;
        this.stops = stops;
        this.now = now;
    }

    /** A grant order and the people who signed it; how many it takes depends on the profile of each grant. */
    record Signed(GrantOrder order, Quorum quorum) {}

    /** The signatures by the rules of issue orders; the people must be in the roster now and not when they signed. */
    Signed signed(String payload, List<Approval> approvals) throws RefusedException {
        Envelopes envelopes = Envelopes.read(approvals.stream()
                .map(approval -> Envelope.of(payload, approval))
                .toList());
        Approvals verified = Approvals.verify(trust, stops, envelopes, Set.of(MessageType.ORDER), now);
        GrantOrder order = GrantOrder.parse(verified.payload());
        OrderChecks.inForce(trust, order, now);
        OrderChecks.requireNone(stops.onOrder(order.digest()));
        return new Signed(order, new Quorum(verified.approvers()));
    }

    /** One grant of this order, whose profile is the answer. */
    Profile grant(GrantOrder order, GrantText grant) throws RefusedException {
        if (!order.grants().contains(grant.digest())) {
            throw new RefusedException(GRANT_NOT_ORDERED, "the order has no grant " + grant.digest());
        }
        TrustedIssuer issuer = OrderChecks.issuer(trust, order.cluster(), grant.issuer());
        Profile profile = OrderChecks.profile(trust, grant.profile(), grant.profileDigest(), issuer);
        GrantLimits.check(order, grant, profile, now);
        // Also refuses a lineage of another cluster: names are read by the facts of the order's own.
        profile.check(
                grant.names(),
                grant.lineage(),
                OrderChecks.cluster(trust, order.cluster()).facts());
        OrderChecks.requireNone(stops.onProfile(profile.name(), order.cluster()));
        OrderChecks.requireNone(stops.onLineage(grant.lineage()));
        return profile;
    }
}
