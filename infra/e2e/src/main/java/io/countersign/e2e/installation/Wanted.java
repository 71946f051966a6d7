package io.countersign.e2e.installation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One certificate an administrator wants, by kubeadm's rules (kubernetes/kubernetes cmd/kubeadm/app/phases/certs/certlist.go and
 * kubeconfig/kubeconfig.go).
 *
 * @param component profile and component of the lineage
 * @param instance node, or the user
 * @param subject in openssl's form
 * @param sans in openssl's form
 * @param file path below {@code /etc/kubernetes} without extension
 * @param ca name of the issuing CA
 * @param purposes what openssl must accept it for
 * @param persons how many people must approve it
 */
public record Wanted(
        String component,
        String instance,
        String subject,
        List<String> sans,
        Path file,
        String ca,
        List<String> purposes,
        int persons) {
    private static final List<String> CLIENT = List.of("sslclient");
    private static final List<String> SERVER = List.of("sslserver");
    private static final List<String> BOTH = List.of("sslserver", "sslclient");

    /** What gives power over everything (security 2.5, T0): an order of its own, which the requester signs as well. */
    public boolean isOfTheHighestTier() {
        return List.of("super-admin", "front-proxy-client").contains(component);
    }

    /** The full set of a kubeadm control plane, kubelets of three nodes, and one user. */
    public static List<Wanted> kubeadmCluster() {
        String cp = "cp-1";
        List<String> etcdSans = List.of("DNS:" + cp, "DNS:localhost", "IP:10.0.0.11", "IP:127.0.0.1", "IP:::1");
        List<Wanted> all = new ArrayList<>(List.of(
                new Wanted(
                        "apiserver",
                        cp,
                        "/CN=kube-apiserver",
                        List.of(
                                "DNS:" + cp,
                                "DNS:kubernetes",
                                "DNS:kubernetes.default",
                                "DNS:kubernetes.default.svc",
                                "DNS:kubernetes.default.svc.cluster.local",
                                "IP:10.96.0.1",
                                "IP:10.0.0.11"),
                        Path.of("pki/apiserver"),
                        "ca",
                        SERVER,
                        1),
                new Wanted(
                        "apiserver-kubelet-client",
                        cp,
                        "/O=kubeadm:cluster-admins/CN=kube-apiserver-kubelet-client",
                        List.of(),
                        Path.of("pki/apiserver-kubelet-client"),
                        "ca",
                        CLIENT,
                        2),
                new Wanted(
                        "front-proxy-client",
                        cp,
                        "/CN=front-proxy-client",
                        List.of(),
                        Path.of("pki/front-proxy-client"),
                        "front-proxy-ca",
                        CLIENT,
                        2),
                new Wanted("etcd-server", cp, "/CN=" + cp, etcdSans, Path.of("pki/etcd/server"), "etcd-ca", BOTH, 2),
                new Wanted("etcd-peer", cp, "/CN=" + cp, etcdSans, Path.of("pki/etcd/peer"), "etcd-ca", BOTH, 2),
                new Wanted(
                        "etcd-healthcheck-client",
                        cp,
                        "/CN=kube-etcd-healthcheck-client",
                        List.of(),
                        Path.of("pki/etcd/healthcheck-client"),
                        "etcd-ca",
                        CLIENT,
                        2),
                new Wanted(
                        "apiserver-etcd-client",
                        cp,
                        "/CN=kube-apiserver-etcd-client",
                        List.of(),
                        Path.of("pki/apiserver-etcd-client"),
                        "etcd-ca",
                        CLIENT,
                        2),
                kubeconfig("admin", "/O=kubeadm:cluster-admins/CN=kubernetes-admin", 2),
                kubeconfig("super-admin", "/O=system:masters/CN=kubernetes-super-admin", 2),
                kubeconfig("controller-manager", "/CN=system:kube-controller-manager", 2),
                kubeconfig("scheduler", "/CN=system:kube-scheduler", 1)));
        String[][] nodes = {{cp, "10.0.0.11"}, {"worker-1", "10.0.0.21"}, {"worker-2", "10.0.0.22"}};
        for (String[] node : nodes) {
            String subject = "/O=system:nodes/CN=system:node:" + node[0];
            all.add(new Wanted(
                    "kubelet-client",
                    node[0],
                    subject,
                    List.of(),
                    Path.of("kubelet", node[0], "kubelet-client"),
                    "ca",
                    CLIENT,
                    1));
            all.add(new Wanted(
                    "kubelet-serving",
                    node[0],
                    subject,
                    List.of("DNS:" + node[0], "IP:" + node[1]),
                    Path.of("kubelet", node[0], "kubelet-serving"),
                    "ca",
                    SERVER,
                    1));
        }
        all.add(new Wanted(
                "user", "jane", "/O=payments-readonly/CN=jane", List.of(), Path.of("users/jane"), "ca", CLIENT, 1));
        return List.copyOf(all);
    }

    private static Wanted kubeconfig(String component, String subject, int persons) {
        return new Wanted(component, "cp-1", subject, List.of(), Path.of(component), "ca", CLIENT, persons);
    }

    public String lineage(String cluster) {
        return cluster + "/" + component + "/" + instance;
    }
}
