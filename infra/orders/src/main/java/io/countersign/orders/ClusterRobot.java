package io.countersign.orders;

import io.countersign.contracts.Refusal;
import io.countersign.x509.Profile;
import java.util.Optional;

/** The key of one cluster's connector, for that cluster's kubelet profiles only. */
public record ClusterRobot(RosterEntry robot) implements Authority {
    @Override
    public Optional<Refusal> objection(Order order, Profile profile) {
        return Authority.notAccepted("the robot " + robot.person());
    }
}
