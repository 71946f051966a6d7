package io.countersign.x509;

import java.util.Locale;
import java.util.Set;

/** Names that Kubernetes gives a meaning of its own (kubernetes-pki 5.2); free text may never spell them. */
final class Reserved {
    /** What free text may not begin with, in any case: readers of logs and policies fold it. */
    private static final Set<String> PREFIXES = Set.of("system:", "kubeadm:");

    /** Fixed CNs of component profiles. RBAC in the field binds some of them as users. */
    private static final Set<String> COMPONENT_USERS = Set.of(
            "kube-apiserver",
            "kube-apiserver-kubelet-client",
            "kube-apiserver-etcd-client",
            "kube-etcd-healthcheck-client",
            "front-proxy-client",
            "kubernetes-admin",
            "kubernetes-super-admin");

    private Reserved() {}

    /** Whether this CN or O may only come from a profile's fixed text. */
    static boolean isReserved(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return PREFIXES.stream().anyMatch(folded::startsWith) || COMPONENT_USERS.contains(folded);
    }

    /** Whether the name has one of the prefixes, also as a template. */
    static boolean hasReservedPrefix(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return PREFIXES.stream().anyMatch(folded::startsWith);
    }
}
