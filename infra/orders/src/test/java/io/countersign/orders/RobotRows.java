package io.countersign.orders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Csr;
import io.countersign.x509.Profile;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a stolen connector's key asks for. */
final class RobotRows {
    private final CorpusWorld world;

    RobotRows(CorpusWorld world) {
        this.world = world;
    }

    List<Row> all() {
        return List.of(
                otherProfiles(),
                withPeople(),
                denials(),
                anotherCluster(),
                controlPlane(),
                foreignNames(),
                foreignSans(),
                unknownNodes(),
                useBy(),
                subjects(),
                suspended());
    }

    /** The names of a kubelet's client certificate. */
    static Names node(String name) {
        return Names.subject("system:node:" + name, "system:nodes");
    }

    static Names serving(String name, List<String> dns, List<String> ips) {
        return new Names("system:node:" + name, List.of("system:nodes"), dns, ips, List.of());
    }

    /** One order of a robot, each part of which a case may change. */
    static final class Asking {
        Lineage lineage = Lineage.parse("demo/kubelet-client/worker-1");
        String cluster = "demo";
        Names names = node("worker-1");
        String[] signers = {"robot"};
        Consumer<ObjectNode> claims = tree -> {};
        Stops stops = Stops.NONE;

        SignedItem build(CorpusWorld world) {
            Csr csr = world.csr(names);
            Profile profile = world.trust.profile(lineage.component()).orElseThrow();
            OrderItem item = new OrderItem(
                    world.installation.issuer(cluster, profile.issuer()).digest(),
                    lineage,
                    profile.name(),
                    profile.digest(),
                    csr.digest(),
                    csr.keyDigest(),
                    names,
                    world.now.minus(Profile.BACKDATE),
                    world.now.plus(Duration.ofHours(1)),
                    Optional.empty());
            try {
                ObjectNode tree = RenewalForgery.tree(new String(
                        Forgery.decoded(new OrderWriter(world.trust, () -> world.now, new SecureRandom())
                                .robot(List.of(item))
                                .payload()),
                        java.nio.charset.StandardCharsets.UTF_8));
                tree.put("clu", cluster);
                claims.accept(tree);
                String payload =
                        StrictJws.payload(RenewalForgery.json(tree).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                return SignedItem.of(payload, world.signatures(payload, signers), 0, item.text(), csr.der());
            } catch (RefusedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Row.Attempt ask(Consumer<Asking> change) {
        return () -> {
            Asking asking = new Asking();
            change.accept(asking);
            return world.decide(asking.stops, asking.build(world), world.now);
        };
    }

    private Row otherProfiles() {
        Row row = new Row("another profile than the kubelet's", RefusalCode.AUTHORITY_NOT_ACCEPTED);
        for (String profile : new String[] {
            "admin",
            "apiserver",
            "apiserver-etcd-client",
            "apiserver-kubelet-client",
            "controller-manager",
            "etcd-healthcheck-client",
            "etcd-peer",
            "etcd-server",
            "front-proxy-client",
            "scheduler",
            "super-admin",
            "user"
        }) {
            row.with(profile, ask(asking -> asking.lineage = Lineage.parse("demo/" + profile + "/cp-1")));
        }
        for (String profile : new String[] {"agent", "infrastructure", "person", "service"}) {
            row.with(profile, ask(asking -> {
                asking.cluster = TrustedCluster.OWN;
                asking.lineage = Lineage.parse("countersign/" + profile + "/broker");
            }));
        }
        return row;
    }

    private Row withPeople() {
        return new Row("a robot among people or robots", RefusalCode.AUTHORITY_NOT_ACCEPTED)
                .each(signers -> ask(asking -> asking.signers = signers), new String[][] {
                    {"robot", "alice"},
                    {"robot", "bob"},
                    {"robot", "carol"},
                    {"robot", "system"},
                    {"alice", "robot"},
                    {"bob", "robot"},
                    {"system", "robot"},
                    {"alice", "bob", "robot"},
                    {"alice", "robot", "bob"},
                    {"robot", "alice", "bob"},
                    {"robot", "alice", "bob", "carol"},
                    {"robot", "robot"},
                    {"robot", "robot-second"},
                    {"robot-second", "robot"},
                    {"robot", "robot", "robot"},
                    {"robot", "robot-other"}
                });
    }

    private Row denials() {
        return new Row("a robot that denies", RefusalCode.AUTHORITY_NOT_ACCEPTED)
                .each(signers -> denying(List.of("abcdefghijklmnopqrst"), signers), new String[][] {
                    {"robot"},
                    {"robot-second"},
                    {"robot", "robot"},
                    {"robot", "robot-second"},
                    {"alice", "robot"},
                    {"bob", "robot"},
                    {"carol", "robot-second"},
                    {"robot", "alice"},
                    {"robot", "bob", "alice"},
                    {"alice", "bob", "robot"},
                    {"system", "robot"},
                    {"robot", "system"},
                    {"alice", "bob", "carol", "robot"}
                })
                .each(
                        n -> denying(
                                IntStream.range(0, n)
                                        .mapToObj(i -> "abcdefghijklmnopqrs" + "abcdefghij".charAt(i))
                                        .toList(),
                                "robot"),
                        Stream.of(2, 3, 4));
    }

    private Row.Attempt denying(List<String> requests, String... signers) {
        return () -> {
            Order denial = new OrderWriter(world.trust, () -> world.now, new SecureRandom())
                    .deny("demo", requests, "a robot says no");
            try {
                Decision.checkDenial(
                        world.trust,
                        Stops.NONE,
                        denial.payload(),
                        world.signatures(denial.payload(), signers),
                        world.now);
                return Optional.empty();
            } catch (RefusedException e) {
                return Optional.of(e.refusal());
            }
        };
    }

    private Row anotherCluster() {
        return new Row("a robot of another cluster", RefusalCode.ROBOT_OF_ANOTHER_CLUSTER)
                .each(
                        node -> ask(asking -> {
                            asking.signers = new String[] {"robot-other"};
                            asking.lineage = Lineage.parse("demo/kubelet-client/worker-" + node);
                            asking.names = node("worker-" + node);
                        }),
                        IntStream.rangeClosed(1, 8).boxed())
                .each(
                        node -> ask(asking -> {
                            asking.cluster = "other";
                            asking.lineage = Lineage.parse("other/kubelet-client/worker-" + node);
                            asking.names = node("worker-" + node);
                        }),
                        IntStream.rangeClosed(1, 8).boxed());
    }

    private Row controlPlane() {
        return new Row("a kubelet of the control plane", RefusalCode.NEEDS_A_PERSON)
                .each(
                        node -> ask(asking -> {
                            asking.lineage = Lineage.parse("demo/kubelet-client/cp-" + node);
                            asking.names = node("cp-" + node);
                        }),
                        IntStream.rangeClosed(1, 18).boxed())
                .each(
                        node -> ask(asking -> {
                            asking.lineage = Lineage.parse("demo/kubelet-serving/cp-" + node);
                            asking.names = serving("cp-" + node, List.of("cp-" + node), List.of("10.0.0." + node));
                        }),
                        IntStream.rangeClosed(1, 18).boxed());
    }

    private Row foreignNames() {
        Row row = new Row("a listed name that is not the node's alone", RefusalCode.NEEDS_A_PERSON);
        for (String ip :
                new String[] {"10.96.0.1", "10.0.0.100", "2001:db8::1", "10.0.0.1", "10.0.1.2", "2001:db8::1:7"}) {
            row.with(ip, greedy(List.of("greedy"), List.of("10.0.9.9", ip)));
        }
        for (String name : new String[] {
            "api.demo.test",
            "cp-3.demo.test",
            "cp-3",
            "worker-3",
            "worker-4.demo.test",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            "kubernetes-api.demo.test"
        }) {
            row.with(name, greedy(List.of("greedy", name), List.of("10.0.9.9")));
        }
        row.with("a node called kubernetes", ask(asking -> {
            asking.lineage = Lineage.parse("demo/kubelet-serving/kubernetes");
            asking.names = serving("kubernetes", List.of("kubernetes"), List.of("10.0.9.10"));
        }));
        return row;
    }

    private Row.Attempt greedy(List<String> dns, List<String> ips) {
        return ask(asking -> {
            asking.lineage = Lineage.parse("demo/kubelet-serving/greedy");
            asking.names = serving("greedy", dns, ips);
        });
    }

    private Row foreignSans() {
        Row row = new Row("a name that the node's entry does not list", RefusalCode.SAN_NOT_ALLOWED);
        for (String name : new String[] {
            "localhost",
            "worker-1.example.test",
            "metrics.demo.test",
            "worker-1.demo.test.example",
            "x",
            "worker-19",
            "worker"
        }) {
            row.with(name, worker(List.of("worker-1", name), List.of("10.0.1.1")));
        }
        for (String ip : new String[] {
            "127.0.0.1",
            "::1",
            "10.96.0.10",
            "10.0.1.19",
            "10.0.2.1",
            "192.0.2.1",
            "2001:db8::1:19",
            "fe80::1",
            "169.254.169.254"
        }) {
            row.with(ip, worker(List.of("worker-1"), List.of("10.0.1.1", ip)));
        }
        return row;
    }

    private Row.Attempt worker(List<String> dns, List<String> ips) {
        return ask(asking -> {
            asking.lineage = Lineage.parse("demo/kubelet-serving/worker-1");
            asking.names = serving("worker-1", dns, ips);
        });
    }

    private Row unknownNodes() {
        return new Row("a node that nobody listed", RefusalCode.NODE_UNKNOWN)
                .each(
                        node -> ask(asking -> {
                            asking.lineage = Lineage.parse("demo/kubelet-client/" + node);
                            asking.names = node(node);
                        }),
                        IntStream.range(19, 35).mapToObj(i -> "worker-" + i));
    }

    private Row useBy() {
        return new Row("a robot's order usable for longer than 15 minutes", RefusalCode.USE_BY_TOO_FAR)
                .each(
                        over -> ask(asking ->
                                asking.claims = claims -> claims.put("exp", world.now.getEpochSecond() + 900 + over)),
                        CorpusWorld.OVER);
    }

    private Row subjects() {
        Row row = new Row("a subject that is not the node's", RefusalCode.SUBJECT_NOT_ALLOWED);
        row.each(
                names -> ask(asking -> asking.names = names),
                node("worker-2"),
                node("cp-1"),
                Names.subject("worker-1", "system:nodes"),
                Names.subject("system:node:worker-1"),
                Names.subject("system:node:worker-1", "system:masters"),
                Names.subject("system:node:worker-1", "system:nodes", "system:masters"),
                Names.subject("system:node:worker-1", "system:masters", "system:nodes"),
                Names.subject("system:node:worker-1", "system:nodes", "system:node"),
                Names.subject("system:node:worker-1", "kubeadm:cluster-admins"),
                Names.subject("system:node:worker-1", "team-a"),
                Names.subject("kubernetes-admin", "system:nodes"),
                Names.subject("system:kube-controller-manager", "system:nodes"),
                Names.subject("system:node:", "system:nodes"),
                Names.subject("system:node:worker-1x", "system:nodes"),
                Names.subject("system:nodes", "system:nodes"));
        return row;
    }

    private Row suspended() {
        Row row = new Row("a suspended robot", RefusalCode.APPROVER_NOT_ACTIVE);
        try {
            Stops stops = world.stops(world.installation.stopWriter().suspend("connector", "key stolen"));
            IntStream.rangeClosed(1, 15)
                    .forEach(node -> row.with("worker-" + node, ask(asking -> {
                        asking.stops = stops;
                        asking.lineage = Lineage.parse("demo/kubelet-client/worker-" + node);
                        asking.names = node("worker-" + node);
                    })));
            return row;
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What an honest robot gets. */
    Optional<Refusal> honest(Consumer<Asking> change) throws Exception {
        return ask(change).answer();
    }
}
