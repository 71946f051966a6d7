package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Profile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an honest connector gets, and what no trust document can give a robot. */
final class ClusterRobotTest {
    private static final CorpusWorld WORLD = new CorpusWorld();

    @Test
    void ordersForTheKubeletsOfItsCluster() throws RefusedException {
        ApprovedItem client = check(new RobotRows.Asking());
        assertThat(client.authority()).isInstanceOf(ClusterRobot.class);
        assertThat(client.persons()).containsExactly("connector");
        assertThat(client.isComplete()).isTrue();
        RobotRows.Asking serving = new RobotRows.Asking();
        serving.lineage = Lineage.parse("demo/kubelet-serving/worker-8");
        serving.names = RobotRows.serving(
                "worker-8", List.of("worker-8", "worker-8.demo.test"), List.of("10.0.1.8", "2001:db8::1:8"));
        assertThat(check(serving).isComplete()).isTrue();
        RobotRows.Asking other = new RobotRows.Asking();
        other.cluster = "other";
        other.lineage = Lineage.parse("other/kubelet-client/worker-1");
        other.signers = new String[] {"robot-other"};
        assertThat(check(other).isComplete()).isTrue();
    }

    @Test
    void asksForFifteenMinutesAtMost() throws RefusedException {
        assertThat(check(new RobotRows.Asking()).order().useBy())
                .isEqualTo(WORLD.now.plus(ClusterRobot.LONGEST_USE_BY));
    }

    @Test
    void refusesARobotOfSeveralOrAllClusters() throws RefusedException {
        ApprovedItem good = check(new RobotRows.Asking());
        for (Set<String> clusters : List.of(Set.of("demo", "other"), Set.of("*"), Set.<String>of())) {
            assertThat(code(with(good, robot(clusters, RosterEntry.Kind.ROBOT)), good))
                    .contains(RefusalCode.ROBOT_OF_ANOTHER_CLUSTER);
        }
        assertThat(code(with(good, robot(Set.of("demo"), RosterEntry.Kind.ROBOT)), good))
                .isEmpty();
    }

    @Test
    void refusesAnyOtherKindInTheRobotsPlace() throws RefusedException {
        ApprovedItem good = check(new RobotRows.Asking());
        assertThat(code(with(good, robot(Set.of("demo"), RosterEntry.Kind.SYSTEM)), good))
                .contains(RefusalCode.AUTHORITY_NOT_ACCEPTED);
    }

    @Test
    void believesNoProfileThatOnlyBearsTheKubeletsName() throws RefusedException {
        ApprovedItem good = check(new RobotRows.Asking());
        String plain = WORLD.trust.profile("scheduler").orElseThrow().text();
        Profile component = Profile.parse(plain.replace("\"name\": \"scheduler\"", "\"name\": \"kubelet-client\"")
                .replace("system:kube-scheduler", "kube-scheduler"));
        Profile issuer = Profile.parse(
                WORLD.trust.profile("etcd-peer").orElseThrow().text().replace("\"etcd-peer\"", "\"kubelet-client\""));
        for (Profile impostor : List.of(component, issuer)) {
            assertThat(impostor.name()).isEqualTo("kubelet-client");
            assertThat(good.authority().objection(good.order(), impostor).map(Refusal::code))
                    .contains(RefusalCode.AUTHORITY_NOT_ACCEPTED);
        }
    }

    @Test
    void rebuildsTheSubjectWhateverTheProfileSays() throws RefusedException {
        ApprovedItem good = check(new RobotRows.Asking());
        OrderItem item = good.item();
        OrderItem other = new OrderItem(
                item.issuer(),
                item.lineage(),
                item.profile(),
                item.profileDigest(),
                item.csr(),
                item.key(),
                Names.subject("worker-1", "team-a"),
                item.notBefore(),
                item.notAfter(),
                item.predecessor());
        ClusterRobot robot = (ClusterRobot) good.authority();
        assertThat(code(new ClusterRobot(robot.robot(), other, robot.facts()), good))
                .contains(RefusalCode.SUBJECT_NOT_ALLOWED);
    }

    @Test
    void neverCountsInAQuorum() throws RefusedException {
        ApprovedItem good = check(new RobotRows.Asking());
        RosterEntry robot = ((ClusterRobot) good.authority()).robot();
        RosterEntry powerful = new RosterEntry(
                robot.person(),
                RosterEntry.Kind.ROBOT,
                robot.key(),
                Set.of(RosterEntry.Role.APPROVER),
                Set.of("*"),
                robot.until());
        assertThat(new Quorum(List.of(powerful))
                        .objection(good.order(), good.profile())
                        .map(Refusal::code))
                .contains(RefusalCode.AUTHORITY_NOT_ACCEPTED);
    }

    private static ClusterRobot with(ApprovedItem good, RosterEntry robot) {
        return new ClusterRobot(robot, good.item(), ((ClusterRobot) good.authority()).facts());
    }

    private static RosterEntry robot(Set<String> clusters, RosterEntry.Kind kind) {
        return new RosterEntry(
                "connector", kind, WORLD.key("robot").publicKey(), Set.of(), clusters, WORLD.trust.expires());
    }

    private static Optional<RefusalCode> code(ClusterRobot robot, ApprovedItem good) {
        return robot.objection(good.order(), good.profile()).map(Refusal::code);
    }

    private static ApprovedItem check(RobotRows.Asking asking) throws RefusedException {
        return Decision.check(WORLD.trust, Stops.NONE, asking.build(WORLD), WORLD.now);
    }
}
