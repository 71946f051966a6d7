package io.countersign.orders;

import io.countersign.contracts.Refusal;
import io.countersign.x509.Profile;
import java.util.Optional;
import java.util.Set;

/** What makes an order valid: people, the robot of one cluster, or what people granted once (design 2). */
public sealed interface Authority permits Quorum, ClusterRobot, StandingGrant {
    /** Why this authority does not suffice for an item of this order under this profile; empty when it does. */
    Optional<Refusal> objection(Order order, Profile profile);

    /** As {@link #objection}, for an order that may still gather approvals. */
    default Optional<Refusal> objectionSoFar(Order order, Profile profile) {
        return objection(order, profile);
    }

    /** Whose signatures count under this profile, distinct: people, or the one robot. */
    Set<String> persons(Order order, Profile profile);

    /**
     * The kind of authority that these signers claim. Only a robot that signed alone claims to be one: among people its key
     * is a fault, which {@link Quorum} finds.
     */
    static Authority of(Approvals approvals, OrderItem item, TrustedCluster cluster) {
        boolean alone =
                approvals.approvers().size() == 1 && approvals.requesters().isEmpty();
        return alone && approvals.approvers().get(0).kind() == RosterEntry.Kind.ROBOT
                ? new ClusterRobot(approvals.approvers().get(0), item, cluster.facts())
                : new Quorum(approvals.approvers(), approvals.requesters());
    }
}
