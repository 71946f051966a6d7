package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {
    private static final List<String> API_NAMES = List.of(
            "cp-1",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local");

    private static Profile profile(String name) {
        return ProfileCatalog.builtIn().require(name);
    }

    private static void check(String profile, Names names, String instance) throws Exception {
        profile(profile).check(names, new Lineage("demo", profile, instance), DemoCluster.facts());
    }

    private static RefusalCode refusal(String profile, Names names, String instance) {
        return Refusals.codeOf(() -> check(profile, names, instance));
    }

    private static Names server(String cn, List<String> o, List<String> dns, List<String> ips) {
        return new Names(cn, o, dns, ips, List.of());
    }

    private static List<String> with(List<String> names, String more) {
        List<String> all = new ArrayList<>(names);
        all.add(more);
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "apiserver-kubelet-client, kube-apiserver-kubelet-client, kubeadm:cluster-admins",
        "front-proxy-client, front-proxy-client,",
        "etcd-healthcheck-client, kube-etcd-healthcheck-client,",
        "apiserver-etcd-client, kube-apiserver-etcd-client,",
        "admin, kubernetes-admin, kubeadm:cluster-admins",
        "super-admin, kubernetes-super-admin, system:masters",
        "controller-manager, system:kube-controller-manager,",
        "scheduler, system:kube-scheduler,",
        "kubelet-client, system:node:cp-1, system:nodes"
    })
    void givesKubeadmsClientNames(String profile, String cn, String o) {
        Names names = o == null ? Names.subject(cn) : Names.subject(cn, o);
        assertThatCode(() -> check(profile, names, "cp-1")).doesNotThrowAnyException();
        // kubeadm before 1.29 asked for system:masters in several of these (kubernetes-pki 1.1).
        if (!profile.equals("super-admin")) {
            assertThat(refusal(profile, Names.subject(cn, "system:masters"), "cp-1"))
                    .isEqualTo(RefusalCode.RESERVED_NAME);
        }
        assertThat(refusal(profile, Names.subject(cn, "extra-group"), "cp-1"))
                .isEqualTo(RefusalCode.SUBJECT_NOT_ALLOWED);
        assertThat(refusal(
                        profile, new Names(cn, names.organizations(), List.of("host"), List.of(), List.of()), "cp-1"))
                .isEqualTo(RefusalCode.SAN_NOT_ALLOWED);
    }

    @Test
    void givesTheApiServersNames() {
        List<String> dns = with(with(API_NAMES, "api.example.org"), "cp-1.example.org");
        List<String> ips = List.of("10.96.0.1", "10.0.0.11", "fd00::b");
        assertThatCode(() -> check("apiserver", server("kube-apiserver", List.of(), dns, ips), "cp-1"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesForeignAndMissingApiServerNames() {
        assertThat(refusal(
                        "apiserver",
                        server("kube-apiserver", List.of(), with(API_NAMES, "evil.example"), List.of()),
                        "cp-1"))
                .isEqualTo(RefusalCode.SAN_NOT_ALLOWED);
        assertThat(refusal("apiserver", server("kube-apiserver", List.of(), API_NAMES, List.of("10.0.0.21")), "cp-1"))
                .isEqualTo(RefusalCode.SAN_NOT_ALLOWED);
        assertThat(refusal("apiserver", server("kube-apiserver", List.of(), List.of("cp-1"), List.of()), "cp-1"))
                .isEqualTo(RefusalCode.SAN_MISSING);
        assertThat(refusal("apiserver", Names.subject("kube-apiserver"), "cp-1"))
                .isEqualTo(RefusalCode.SAN_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd-server", "etcd-peer"})
    void givesEtcdItsNodesNames(String profile) {
        Names names = server("cp-1", List.of(), List.of("cp-1", "localhost"), List.of("10.0.0.11", "127.0.0.1", "::1"));
        assertThatCode(() -> check(profile, names, "cp-1")).doesNotThrowAnyException();
        Names foreign = server("cp-1", List.of(), List.of("cp-1", "localhost"), List.of("10.0.0.21", "127.0.0.1"));
        assertThat(refusal(profile, foreign, "cp-1")).isEqualTo(RefusalCode.SAN_NOT_ALLOWED);
    }

    @Test
    void derivesTheInstanceFromTheNamesWhereTheyCarryIt() throws Exception {
        Names names = Names.subject("system:node:worker-1", "system:nodes");
        assertThat(profile("kubelet-client").lineage(names, "something-else", DemoCluster.facts()))
                .isEqualTo(new Lineage("demo", "kubelet-client", "worker-1"));
        assertThat(refusal("kubelet-client", names, "cp-1")).isEqualTo(RefusalCode.LINEAGE_MISMATCH);
    }

    @Test
    void refusesLineagesOfAnotherClusterOrComponent() {
        Names names = Names.subject("system:kube-scheduler");
        Profile scheduler = profile("scheduler");
        assertThat(Refusals.codeOf(
                        () -> scheduler.check(names, new Lineage("other", "scheduler", "cp-1"), DemoCluster.facts())))
                .isEqualTo(RefusalCode.LINEAGE_MISMATCH);
        assertThat(Refusals.codeOf(
                        () -> scheduler.check(names, new Lineage("demo", "apiserver", "cp-1"), DemoCluster.facts())))
                .isEqualTo(RefusalCode.LINEAGE_MISMATCH);
    }

    @Test
    void refusesNodesNotListedOrWithoutControlPlane() {
        assertThat(refusal("scheduler", Names.subject("system:kube-scheduler"), "cp-9"))
                .isEqualTo(RefusalCode.NODE_UNKNOWN);
        assertThat(refusal("scheduler", Names.subject("system:kube-scheduler"), "worker-1"))
                .isEqualTo(RefusalCode.NODE_UNKNOWN);
        assertThat(refusal("kubelet-client", Names.subject("system:node:ghost", "system:nodes"), "ghost"))
                .isEqualTo(RefusalCode.NODE_UNKNOWN);
    }

    @Test
    void refusesAnEmptyNodeName() {
        assertThat(refusal("kubelet-client", Names.subject("system:node:", "system:nodes"), "cp-1"))
                .isEqualTo(RefusalCode.SUBJECT_NOT_ALLOWED);
    }

    @Test
    void givesKubeletsTheirOwnAddressesOnly() {
        List<String> nodes = List.of("system:nodes");
        Names own = server("system:node:worker-1", nodes, List.of("worker-1"), List.of("10.0.0.21"));
        assertThatCode(() -> check("kubelet-serving", own, "worker-1")).doesNotThrowAnyException();
        Names neighbours = server("system:node:worker-1", nodes, List.of(), List.of("10.0.0.11"));
        assertThat(refusal("kubelet-serving", neighbours, "worker-1")).isEqualTo(RefusalCode.SAN_NOT_ALLOWED);
        Names apiServer = server("system:node:worker-1", nodes, List.of("kubernetes"), List.of());
        assertThat(refusal("kubelet-serving", apiServer, "worker-1")).isEqualTo(RefusalCode.SAN_NOT_ALLOWED);
        assertThat(refusal("kubelet-serving", Names.subject("system:node:worker-1", "system:nodes"), "worker-1"))
                .isEqualTo(RefusalCode.SAN_MISSING);
    }

    @ParameterizedTest
    @CsvSource({"jane, jane", "j.doe-2, j.doe-2"})
    void namesUsersByTheirCommonName(String cn, String instance) throws Exception {
        Names names = Names.subject(cn, "payments-readonly");
        assertThat(profile("user")
                        .lineage(names, "ignored", DemoCluster.facts())
                        .instance())
                .isEqualTo(instance);
        assertThatCode(() -> check("user", names, instance)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Jane", "jane@example.org", "u-abcdefghijklmnop"})
    void hashesUsersThatFitNoLineage(String cn) throws Exception {
        String instance = profile("user")
                .lineage(Names.subject(cn), "ignored", DemoCluster.facts())
                .instance();
        assertThat(instance).matches("u-[a-z2-7]{16}").isNotEqualTo(cn);
        assertThatCode(() -> check("user", Names.subject(cn), instance)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system:masters",
                "SYSTEM:masters",
                "system:node:cp-1",
                "kubeadm:x",
                "kubernetes-admin",
                "kube-apiserver-kubelet-client"
            })
    void refusesReservedUsers(String cn) throws Exception {
        String instance = profile("user")
                .lineage(Names.subject(cn), "x", DemoCluster.facts())
                .instance();
        assertThat(refusal("user", Names.subject(cn), instance)).isEqualTo(RefusalCode.RESERVED_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system:masters", "system:nodes", "System:Masters", "kubeadm:cluster-admins"})
    void refusesReservedGroupsOfUsers(String group) {
        assertThat(refusal("user", Names.subject("jane", "payments", group), "jane"))
                .isEqualTo(RefusalCode.RESERVED_NAME);
    }

    @Test
    void refusesUsersWithoutNameOrWithBlanks() throws Exception {
        for (String cn : List.of("", "a b", "a,b", "a=b")) {
            String instance = profile("user")
                    .lineage(Names.subject(cn), "x", DemoCluster.facts())
                    .instance();
            assertThat(refusal("user", Names.subject(cn), instance)).isEqualTo(RefusalCode.SUBJECT_NOT_ALLOWED);
        }
        assertThat(refusal("user", Names.subject("jane", "a b"), "jane")).isEqualTo(RefusalCode.SUBJECT_NOT_ALLOWED);
    }

    @Test
    void refusesReservedCommonNamesInOtherProfiles() {
        assertThat(refusal("scheduler", Names.subject("system:kube-controller-manager"), "cp-1"))
                .isEqualTo(RefusalCode.RESERVED_NAME);
        assertThat(refusal("etcd-peer", Names.subject("system:node:cp-1"), "cp-1"))
                .isEqualTo(RefusalCode.RESERVED_NAME);
    }

    @Test
    void givesServicesOneSpiffeId() {
        Profile service = profile("service");
        Lineage signer = new Lineage("countersign", "service", "signer-service");
        List<String> dns = List.of("localhost", "signer-service");
        Names good = new Names(
                "signer-service",
                List.of(),
                dns,
                List.of("127.0.0.1"),
                List.of("spiffe://example.org/countersign/signer-service"));
        assertThatCode(() -> service.check(good, signer, DemoCluster.countersign()))
                .doesNotThrowAnyException();
        Names twoFaced = new Names(
                "signer-service", List.of(), dns, List.of(), List.of("spiffe://example.org/countersign/audit-service"));
        assertThat(Refusals.codeOf(() -> service.check(twoFaced, signer, DemoCluster.countersign())))
                .isEqualTo(RefusalCode.SAN_NOT_ALLOWED);
        Names none = new Names("signer-service", List.of(), dns, List.of(), List.of());
        assertThat(Refusals.codeOf(() -> service.check(none, signer, DemoCluster.countersign())))
                .isEqualTo(RefusalCode.SAN_MISSING);
        Lineage unknown = new Lineage("countersign", "service", "broker");
        assertThat(Refusals.codeOf(() -> service.check(Names.subject("broker"), unknown, DemoCluster.countersign())))
                .isEqualTo(RefusalCode.SUBJECT_NOT_ALLOWED);
    }

    @Test
    void bindsAnAgentToItsClusterAndNode() {
        Profile agent = profile("agent");
        Lineage lineage = new Lineage("countersign", "agent", "demo.cp-1.example");
        Names good = new Names(
                "demo.cp-1.example",
                List.of(),
                List.of(),
                List.of(),
                List.of("spiffe://example.org/agent/demo/cp-1.example"));
        assertThatCode(() -> agent.check(good, lineage, DemoCluster.countersign()))
                .doesNotThrowAnyException();
        Names other = new Names(
                "demo.cp-1.example",
                List.of(),
                List.of(),
                List.of(),
                List.of("spiffe://example.org/agent/demo.cp-1/example"));
        assertThat(Refusals.codeOf(() -> agent.check(other, lineage, DemoCluster.countersign())))
                .isEqualTo(RefusalCode.SAN_NOT_ALLOWED);
    }
}
