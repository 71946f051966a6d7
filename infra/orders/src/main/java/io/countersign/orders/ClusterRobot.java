package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.AUTHORITY_NOT_ACCEPTED;
import static io.countersign.contracts.RefusalCode.NEEDS_A_PERSON;
import static io.countersign.contracts.RefusalCode.ROBOT_OF_ANOTHER_CLUSTER;
import static io.countersign.contracts.RefusalCode.SUBJECT_NOT_ALLOWED;
import static io.countersign.contracts.RefusalCode.USE_BY_TOO_FAR;

import io.countersign.contracts.Names;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.IpAddress;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The key of one cluster's connector, for that cluster's kubelets only (security 3.2). What a robot says of a node cannot be
 * verified, so what it may say is bounded here; budgets and live names need memory and are the signer's.
 *
 * @param facts of the order's cluster
 */
public record ClusterRobot(RosterEntry robot, OrderItem item, ClusterFacts facts) implements Authority {
    /** Kubelets ask again by themselves, so an order is used at once or never (design 5). */
    public static final Duration LONGEST_USE_BY = Duration.ofMinutes(15);

    /** Compiled: no trust document gives a robot more. */
    private static final Set<String> PROFILES = Set.of("kubelet-client", "kubelet-serving");

    private static final String ISSUER = "ca";

    @Override
    public Optional<Refusal> objection(Order order, Profile profile) {
        boolean kubelet = PROFILES.contains(profile.name())
                && profile.component().equals(profile.name())
                && profile.issuer().equals(ISSUER);
        if (!kubelet || robot.kind() != RosterEntry.Kind.ROBOT) {
            return refusal(AUTHORITY_NOT_ACCEPTED, "the robot " + robot.person() + " may not order " + profile.name());
        }
        if (!robot.clusters().equals(Set.of(order.cluster()))) {
            return refusal(
                    ROBOT_OF_ANOTHER_CLUSTER,
                    robot.person() + " is for " + robot.clusters() + ", the order for " + order.cluster());
        }
        Duration usable = Duration.between(order.issuedAt(), order.useBy());
        if (usable.compareTo(LONGEST_USE_BY) > 0) {
            return refusal(USE_BY_TOO_FAR, usable + " is longer than the " + LONGEST_USE_BY + " of robots");
        }
        return node();
    }

    @Override
    public Set<String> persons(Order order, Profile profile) {
        return Set.of(robot.person());
    }

    private Optional<Refusal> node() {
        Names names = item.names();
        String node = item.lineage().instance();
        boolean own = names.commonName().equals("system:node:" + node)
                && names.organizations().equals(List.of("system:nodes"));
        if (!own) {
            return refusal(SUBJECT_NOT_ALLOWED, "a robot orders for the node of its lineage alone, " + node);
        }
        if (facts.node(node).map(NodeFacts::controlPlane).orElse(false)) {
            return refusal(NEEDS_A_PERSON, node + " is a control-plane node");
        }
        return Stream.of(names.dns(), names.ips())
                .flatMap(List::stream)
                .filter(name -> isAnothers(node, name))
                .findFirst()
                .flatMap(name -> refusal(NEEDS_A_PERSON, name + " is not for the node " + node + " alone"));
    }

    /** Whether clients could take this name for the API server, the control plane or another node. */
    private boolean isAnothers(String node, String name) {
        Stream<String> ofNodes = facts.nodes().stream()
                .filter(other -> !other.name().equals(node))
                .flatMap(other -> Stream.concat(Stream.of(other.name()), other.addresses().stream()));
        return name.startsWith("kubernetes")
                || Stream.concat(ofNodes, facts.apiServerNames().stream())
                        .map(ClusterRobot::oneSpelling)
                        .anyMatch(name::equals);
    }

    /** Requests spell addresses in one way; the trust document may not. */
    private static String oneSpelling(String name) {
        return IpAddress.parse(name).map(IpAddress::toString).orElse(name);
    }

    private static Optional<Refusal> refusal(RefusalCode code, String detail) {
        return Optional.of(new Refusal(code, detail));
    }
}
