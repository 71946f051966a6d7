package io.countersign.x509;

import io.countersign.x509.ProfileText.InstanceSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What no profile text may loosen, whoever signs it (security 2.4 and 2.5). A profile can only be stricter than this; leaf-only is
 * not even here, because no text can ask for anything else.
 */
final class ProfileFloor {
    private static final Set<String> ISSUERS = Set.of("ca", "etcd-ca", "front-proxy-ca", "services", "clients");
    private static final Set<String> USAGES = Set.of("serverAuth", "clientAuth");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration USE_BY = Duration.ofDays(7);

    /** Reserved CN templates and the profiles that own them. */
    private static final Map<String, Set<String>> COMMON_NAMES = Map.of(
            "system:kube-controller-manager", Set.of("controller-manager"),
            "system:kube-scheduler", Set.of("scheduler"),
            "system:node:{instance}", Set.of("kubelet-client", "kubelet-serving"));

    /** Reserved groups and the profiles that own them. */
    private static final Map<String, Set<String>> GROUPS = Map.of(
            "system:masters", Set.of("super-admin"),
            "kubeadm:cluster-admins", Set.of("admin", "apiserver-kubelet-client"),
            "system:nodes", Set.of("kubelet-client", "kubelet-serving"));

    private final ProfileText text;

    private ProfileFloor(ProfileText text) {
        this.text = text;
    }

    /** Throws {@link IllegalArgumentException} naming the first rule the text is below. */
    static void require(ProfileText text) {
        ProfileFloor floor = new ProfileFloor(text);
        floor.shape();
        floor.power();
        floor.lifetimes();
        floor.names();
    }

    private void shape() {
        must(ISSUERS.contains(text.issuer()), "issuer must be one of " + ISSUERS);
        must(text.encoder().equals(TbsCertificate.ENCODER), "encoder must be " + TbsCertificate.ENCODER);
        must(!text.extendedKeyUsage().isEmpty(), "extendedKeyUsage must not be empty");
        must(USAGES.containsAll(text.extendedKeyUsage()), "extendedKeyUsage may hold " + USAGES + " only");
        must(
                Set.copyOf(text.extendedKeyUsage()).size()
                        == text.extendedKeyUsage().size(),
                "extendedKeyUsage names a usage twice");
        must(text.renewAt() >= 0.5 && text.renewAt() <= 0.9, "renewAt must be within 0.5 and 0.9");
        boolean serves = text.extendedKeyUsage().contains("serverAuth");
        must(!serves || !text.issuer().equals("clients"), "the clients CA issues no server certificates");
    }

    private void power() {
        Tier least = leastTier();
        must(text.tier().atLeastAsStrictAs(least), "tier must be " + least + " or stricter");
        must(
                text.persons() >= text.tier().minimumPersons(),
                "persons must be at least " + text.tier().minimumPersons() + " for " + text.tier());
        // Never the asker for the two highest tiers (product A5).
        must(text.tier() == Tier.T2 || !text.requesterCounts(), "the requester must not count for " + text.tier());
    }

    private Tier leastTier() {
        List<String> groups = text.subject().o();
        if (groups.contains("system:masters") || text.issuer().equals("front-proxy-ca")) {
            return Tier.T0;
        }
        // Every leaf of etcd's CA reads all cluster data (kubernetes-pki 5.3).
        boolean whole = text.issuer().equals("etcd-ca")
                || groups.contains("kubeadm:cluster-admins")
                || text.subject().cn().equals("system:kube-controller-manager");
        return whole ? Tier.T1 : Tier.T2;
    }

    private void lifetimes() {
        within("maxLifetime", text.maxLifetime(), YEAR);
        within("useByCap", text.useByCap(), USE_BY);
        if (text.subject().o().contains("system:masters")) {
            within("maxLifetime with system:masters", text.maxLifetime(), Duration.ofHours(24));
        }
        if (text.subject().o().contains("system:nodes") || text.subject().cn().startsWith("system:node:")) {
            within("maxLifetime of a kubelet", text.maxLifetime(), Duration.ofDays(90));
        }
        if (text.subject().groups()) {
            // Group membership is frozen until the certificate ends (kubernetes-pki 5.2).
            within("maxLifetime with free groups", text.maxLifetime(), Duration.ofHours(24));
        }
    }

    private void names() {
        String cn = text.subject().cn();
        must(
                !Reserved.hasReservedPrefix(cn)
                        || COMMON_NAMES.getOrDefault(cn, Set.of()).contains(text.name()),
                "the CN " + cn + " belongs to another profile");
        for (String group : text.subject().o()) {
            must(
                    !Reserved.hasReservedPrefix(group)
                            || GROUPS.getOrDefault(group, Set.of()).contains(text.name()),
                    "the group " + group + " belongs to another profile");
        }
        boolean user = text.instance() == InstanceSource.USER;
        boolean userRule = text.issuer().equals("ca")
                && cn.equals("{user}")
                && text.extendedKeyUsage().equals(List.of("clientAuth"));
        must(!user || userRule, "a user profile has CN {user}, clientAuth and issuer ca");
        must(user || (!cn.contains("{user}") && !text.subject().groups()), "only a user profile has free names");
        if (text.instance() == InstanceSource.COMMON_NAME) {
            must(cn.endsWith("{instance}"), "the CN must end in {instance} when it carries the instance");
        }
        // OU decides the Kafka and Postgres identity together with the CN, so only the services CA may write it.
        must(text.subject().ou().equals(text.issuer().equals("services") ? "countersign" : ""), "wrong ou");
        spiffe();
    }

    private void spiffe() {
        ProfileText.NameSet uris = text.san().uri();
        must(uris.allowed().isEmpty(), "URIs are required or absent, never a choice");
        String prefix =
                switch (text.issuer()) {
                    case "services" -> "spiffe://{trustDomain}/countersign/";
                    case "clients" ->
                        text.component().equals("agent")
                                ? "spiffe://{trustDomain}/agent/"
                                : "spiffe://{trustDomain}/person/";
                    default -> "";
                };
        int due = prefix.isEmpty() ? 0 : 1;
        must(uris.required().size() == due, "needs exactly " + due + " URI names");
        must(
                uris.required().stream().allMatch(uri -> uri.startsWith(prefix)),
                "URI " + uris.required() + " must begin with " + prefix);
    }

    private void within(String what, Duration value, Duration cap) {
        must(!value.isNegative() && !value.isZero() && value.compareTo(cap) <= 0, what + " must be within " + cap);
    }

    private void must(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("profile " + text.name() + ": " + rule);
        }
    }
}
