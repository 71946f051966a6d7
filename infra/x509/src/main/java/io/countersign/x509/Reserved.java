package io.countersign.x509;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names that Kubernetes gives a meaning of its own (kubernetes-pki 5.2); free text may never spell them. */
final class Reserved {
    /** What free text may not begin with, in any case: readers of logs and policies fold it. */
    private static final Set<String> PREFIXES = Set.of("system:", "kubeadm:");

    /** Fixed CNs of component profiles. RBAC in the field binds some of them as users. */
    private static final Set<String> COMPONENT_USERS = Stream.of(
                    "kube-apiserver",
                    "kube-apiserver-kubelet-client",
                    "kube-apiserver-etcd-client",
                    "kube-etcd-healthcheck-client",
                    "front-proxy-client",
                    "kubernetes-admin",
                    "kubernetes-super-admin")
            .map(Reserved::asSeen)
            .collect(Collectors.toUnmodifiableSet());

    private Reserved() {}

    /** Whether this CN or O may only come from a profile's fixed text. */
    static boolean isReserved(String name) {
        return hasReservedPrefix(name) || COMPONENT_USERS.contains(asSeen(name));
    }

    /** Whether the name has one of the prefixes, also as a template. */
    static boolean hasReservedPrefix(String name) {
        String seen = asSeen(name);
        return PREFIXES.stream().anyMatch(seen::startsWith);
    }

    /**
     * The name as a hurried approver sees it: without case, and with the ASCII signs that look like letters of the reserved words
     * read as those. Other alphabets never come this far.
     */
    private static String asSeen(String name) {
        String folded = name.toLowerCase(Locale.ROOT).replace("rn", "m").replace("nn", "m");
        StringBuilder seen = new StringBuilder(folded.length());
        folded.chars()
                .forEach(c -> seen.append(
                        switch (c) {
                            case '5', '$' -> 's';
                            case '3' -> 'e';
                            case '7', '+' -> 't';
                            case '4', '@' -> 'a';
                            case '8' -> 'b';
                            case ';' -> ':';
                            default -> (char) c;
                        }));
        return seen.toString();
    }
}
