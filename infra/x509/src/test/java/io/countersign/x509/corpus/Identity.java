package io.countersign.x509.corpus;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrForge;
import io.countersign.x509.DemoCluster;
import io.countersign.x509.IpAddress;
import io.countersign.x509.Profile;
import io.countersign.x509.ProfileCatalog;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * A certificate that the demo cluster may have.
 *
 * @param profile name of the built-in profile
 * @param instance last part of the lineage
 * @param names what the profile gives it, with every name it may have
 */
record Identity(String profile, String instance, Names names) {
    private static final ProfileCatalog CATALOG = ProfileCatalog.builtIn();

    static final List<Identity> ALL = List.of(
            server(
                    "apiserver",
                    "kube-apiserver",
                    List.of(
                            "api.example.org",
                            "cp-1",
                            "cp-1.example.org",
                            "kubernetes",
                            "kubernetes.default",
                            "kubernetes.default.svc",
                            "kubernetes.default.svc.cluster.local"),
                    List.of("10.0.0.11", "10.96.0.1", "fd00::b")),
            client("apiserver-kubelet-client", "kube-apiserver-kubelet-client", "kubeadm:cluster-admins"),
            client("front-proxy-client", "front-proxy-client"),
            etcd("etcd-server"),
            etcd("etcd-peer"),
            client("etcd-healthcheck-client", "kube-etcd-healthcheck-client"),
            client("apiserver-etcd-client", "kube-apiserver-etcd-client"),
            client("admin", "kubernetes-admin", "kubeadm:cluster-admins"),
            client("super-admin", "kubernetes-super-admin", "system:masters"),
            client("controller-manager", "system:kube-controller-manager"),
            client("scheduler", "system:kube-scheduler"),
            client("kubelet-client", "system:node:cp-1", "system:nodes"),
            new Identity(
                    "kubelet-serving",
                    "worker-1",
                    new Names(
                            "system:node:worker-1",
                            List.of("system:nodes"),
                            List.of("worker-1"),
                            List.of("10.0.0.21"),
                            List.of())),
            new Identity("user", "alice", Names.subject("alice", "team-a", "dev:ops")),
            own("service", "signer-service"),
            own("infrastructure", "postgres"),
            new Identity("person", "alice", uri("alice", "spiffe://example.org/person/alice")),
            new Identity("agent", "demo.cp-1", uri("demo.cp-1", "spiffe://example.org/agent/demo/cp-1")));

    private static Identity client(String profile, String cn, String... groups) {
        return new Identity(profile, "cp-1", Names.subject(cn, groups));
    }

    private static Identity server(String profile, String cn, List<String> dns, List<String> ips) {
        return new Identity(profile, "cp-1", new Names(cn, List.of(), dns, ips, List.of()));
    }

    private static Identity etcd(String profile) {
        return server(
                profile,
                "cp-1",
                List.of("cp-1", "cp-1.example.org", "localhost"),
                List.of("10.0.0.11", "127.0.0.1", "::1", "fd00::b"));
    }

    private static Identity own(String profile, String name) {
        return new Identity(
                profile,
                name,
                new Names(
                        name,
                        List.of(),
                        List.of("localhost", name, name + ".example.org"),
                        List.of("127.0.0.1", "::1"),
                        List.of("spiffe://example.org/countersign/" + name)));
    }

    private static Names uri(String cn, String uri) {
        return new Names(cn, List.of(), List.of(), List.of(), List.of(uri));
    }

    static Identity of(String profile) {
        return ALL.stream()
                .filter(identity -> identity.profile.equals(profile))
                .findFirst()
                .orElseThrow();
    }

    Profile rules() {
        return CATALOG.require(profile);
    }

    /** Services, persons and agents belong to the installation, the rest to the demo cluster. */
    ClusterFacts facts() {
        return List.of("services", "clients").contains(rules().issuer())
                ? DemoCluster.countersign()
                : DemoCluster.facts();
    }

    Identity with(Names others) {
        return new Identity(profile, instance, others);
    }

    Identity at(String otherInstance) {
        return new Identity(profile, otherInstance, names);
    }

    /** All that is asked of names and usages before a certificate is built. */
    Lineage check(Csr csr) throws RefusedException {
        Lineage lineage = rules().lineage(csr.names(), instance, facts());
        rules().check(csr.names(), lineage, facts());
        rules().checkUsages(csr);
        return lineage;
    }

    /** A request with exactly these names. */
    CsrForge request(CsrForge bare) {
        names.organizations().forEach(bare::o);
        bare.cn(names.commonName());
        List<GeneralName> all = alternativeNames();
        return all.isEmpty() ? bare : bare.san(all.toArray(GeneralName[]::new));
    }

    List<GeneralName> alternativeNames() {
        List<GeneralName> all = new ArrayList<>();
        names.dns().forEach(dns -> all.add(new GeneralName(GeneralName.dNSName, dns)));
        names.ips()
                .forEach(ip -> all.add(new GeneralName(
                        GeneralName.iPAddress,
                        new DEROctetString(IpAddress.parse(ip).orElseThrow().octets()))));
        names.uris().forEach(uri -> all.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
        return all;
    }
}
