package io.countersign.orders;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Json;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an officer would sign away, in lines for people: {@code +} for what is new, {@code -} for what is gone, {@code ~} for what
 * changes. Whoever proposes a version chooses its texts, so none of them reaches the terminal raw.
 */
public final class TrustDiff {
    private final List<String> lines = new ArrayList<>();

    private TrustDiff(TrustContent former, TrustContent next) {
        header(former, next);
        changed(
                "officers' threshold",
                former,
                next,
                content -> "" + content.officers().threshold());
        listed("officer", former, next, TrustDiff::officers);
        listed("roster", former, next, TrustDiff::roster);
        listed("cluster", former, next, TrustDiff::clusters);
        listed("issuer", former, next, TrustDiff::issuers);
        listed("node", former, next, TrustDiff::nodes);
        profiles(byName(former), byName(next));
        changed(
                "log origin",
                former,
                next,
                content -> TextForPeople.value(content.log().origin()));
        changed(
                "log keys",
                former,
                next,
                content -> TextForPeople.values(content.log().keys()));
        changed("longest use-by of orders", former, next, content -> "" + content.useByCap());
        changed(
                "longest life of a version",
                former,
                next,
                content -> "" + content.lifeCap().orElse(TrustContent.LONGEST_LIFE));
    }

    public static TrustDiff between(TrustContent former, TrustContent next) {
        return new TrustDiff(former, next);
    }

    /** Version and times first, then the changes; a version that changes nothing else still has its first lines. */
    public List<String> lines() {
        return lines.stream().map(TextForPeople::visible).toList();
    }

    private void header(TrustContent former, TrustContent next) {
        changed("version", former, next, content -> "" + content.version());
        changed("installation", former, next, TrustContent::deployment);
        changed("issued", former, next, content -> "" + content.issued());
        changed("expires", former, next, content -> "" + content.expires());
        changed("trust domain", former, next, TrustContent::trustDomain);
    }

    private void changed(String what, TrustContent former, TrustContent next, Function<TrustContent, String> shown) {
        String before = shown.apply(former);
        String after = shown.apply(next);
        if (!before.equals(after)) {
            lines.add("~ " + what + ": " + before + " -> " + after);
        }
    }

    private void listed(
            String what, TrustContent former, TrustContent next, Function<TrustContent, Map<String, String>> table) {
        Map<String, String> before = table.apply(former);
        Map<String, String> after = table.apply(next);
        for (String key : union(before, after)) {
            if (!before.containsKey(key)) {
                lines.add("+ " + what + " " + key + ": " + after.get(key));
            } else if (!after.containsKey(key)) {
                lines.add("- " + what + " " + key + ": " + before.get(key));
            } else if (!before.get(key).equals(after.get(key))) {
                lines.add("~ " + what + " " + key + ": " + before.get(key) + " -> " + after.get(key));
            }
        }
    }

    private static Map<String, String> officers(TrustContent content) {
        Map<String, String> table = new TreeMap<>();
        content.officers()
                .keys()
                .forEach(officer -> table.put(
                        officer.person() + " " + officer.key().kid(),
                        "" + officer.key().algorithm()));
        return table;
    }

    private static Map<String, String> roster(TrustContent content) {
        Map<String, String> table = new TreeMap<>();
        for (RosterEntry entry : content.roster()) {
            String roles = entry.roles().stream()
                    .map(RosterEntry.Role::wireName)
                    .sorted()
                    .collect(Collectors.joining(" ", "[", "]"));
            table.put(
                    entry.person() + " " + entry.key().kid(),
                    entry.kind().wireName() + " " + entry.key().algorithm() + ", roles " + roles + ", clusters "
                            + TextForPeople.values(entry.clusters()) + ", until " + entry.until());
        }
        return table;
    }

    private static Map<String, String> clusters(TrustContent content) {
        Map<String, String> table = new TreeMap<>();
        for (TrustedCluster cluster : content.clusters()) {
            table.put(
                    cluster.name(),
                    "DNS domain " + TextForPeople.value(cluster.facts().dnsDomain()) + ", API server names "
                            + TextForPeople.values(cluster.facts().apiServerNames()));
        }
        return table;
    }

    private static Map<String, String> issuers(TrustContent content) {
        Map<String, String> table = new TreeMap<>();
        for (TrustedCluster cluster : content.clusters()) {
            cluster.issuers()
                    .forEach((name, certificate) -> table.put(
                            cluster.name() + " " + TextForPeople.value(name),
                            "certificate " + certificate.digest() + ", key " + certificate.keyDigest()));
        }
        return table;
    }

    private static Map<String, String> nodes(TrustContent content) {
        Map<String, String> table = new TreeMap<>();
        for (TrustedCluster cluster : content.clusters()) {
            for (NodeFacts node : cluster.facts().nodes()) {
                table.put(
                        cluster.name() + " " + node.name(),
                        (node.controlPlane() ? "control plane" : "worker") + ", addresses "
                                + TextForPeople.values(node.addresses()));
            }
        }
        return table;
    }

    private void profiles(Map<String, Profile> before, Map<String, Profile> after) {
        for (String name : union(before, after)) {
            if (!before.containsKey(name)) {
                lines.add("+ profile " + name + ": " + after.get(name).digest());
                after.get(name).text().lines().forEach(line -> lines.add("    " + line));
            } else if (!after.containsKey(name)) {
                lines.add("- profile " + name + ": " + before.get(name).digest());
            } else if (!before.get(name).digest().equals(after.get(name).digest())) {
                lines.add("~ profile " + name + ": " + before.get(name).digest() + " -> "
                        + after.get(name).digest());
                members(tree(before.get(name)), tree(after.get(name)));
            }
        }
    }

    /** A profile's members are the same in every text, so only their values differ. */
    private void members(JsonNode before, JsonNode after) {
        before.fieldNames().forEachRemaining(name -> {
            if (!before.get(name).equals(after.get(name))) {
                lines.add("    " + name + ": " + before.get(name) + " -> " + after.get(name));
            }
        });
    }

    private static JsonNode tree(Profile profile) {
        try {
            return Json.parse(profile.text().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("a profile that was parsed before", e);
        }
    }

    private static Map<String, Profile> byName(TrustContent content) {
        return content.profiles().stream().collect(Collectors.toMap(Profile::name, Function.identity()));
    }

    private static Collection<String> union(Map<String, ?> one, Map<String, ?> other) {
        TreeSet<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        return keys;
    }
}
