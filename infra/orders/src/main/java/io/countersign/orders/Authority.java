package io.countersign.orders;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.x509.Profile;
import java.util.List;
import java.util.Optional;

/** What makes an order valid. Only the quorum of people is accepted yet; the other kinds have their place and answer no. */
public sealed interface Authority permits Quorum, ClusterRobot, StandingGrant {
    /** Why this authority does not suffice for an item of this order under this profile; empty when it does. */
    Optional<Refusal> objection(Order order, Profile profile);

    /** The kind of authority that these approvers claim. */
    static Authority of(List<RosterEntry> approvers) {
        return approvers.stream()
                .filter(entry -> entry.kind() == RosterEntry.Kind.ROBOT)
                .findFirst()
                .<Authority>map(ClusterRobot::new)
                .orElseGet(() -> new Quorum(approvers));
    }

    /** The answer to an authority of a kind that may not order anything yet. */
    static Optional<Refusal> notAccepted(String kind) {
        return Optional.of(new Refusal(RefusalCode.AUTHORITY_NOT_ACCEPTED, kind + " may not order this"));
    }
}
