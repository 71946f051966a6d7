package io.countersign.orders;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Profile;
import java.util.Collection;
import java.util.Comparator;

/** Writes a trust document's payload; {@link TrustReader} reads it. */
final class TrustWriter {
    private TrustWriter() {}

    static byte[] write(TrustContent content) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("v", 1);
        document.put("version", content.version());
        document.put("dep", content.deployment());
        content.previous().ifPresent(previous -> document.put("previous", previous.toString()));
        document.put("issued", content.issued().getEpochSecond());
        document.put("expires", content.expires().getEpochSecond());
        document.put("trustDomain", content.trustDomain());
        officers(document.putObject("officers"), content.officers());
        ArrayNode roster = document.putArray("roster");
        content.roster().forEach(entry -> rosterEntry(roster.addObject(), entry));
        ArrayNode clusters = document.putArray("clusters");
        content.clusters().forEach(cluster -> cluster(clusters.addObject(), cluster));
        ArrayNode profiles = document.putArray("profiles");
        for (Profile profile : content.profiles()) {
            ObjectNode entry = profiles.addObject();
            entry.put("name", profile.name());
            entry.put("text", profile.text());
            entry.put("sha256", profile.digest().toString());
        }
        ObjectNode logs = document.putObject("logs");
        logs.put("origin", content.log().origin());
        texts(logs.putArray("keys"), content.log().keys());
        ObjectNode limits = document.putObject("limits");
        limits.put("useBy", content.useByCap().toSeconds());
        content.lifeCap().ifPresent(cap -> limits.put("life", cap.toSeconds()));
        return Json.canonical(document);
    }

    private static void officers(ObjectNode tree, Officers officers) {
        tree.put("threshold", officers.threshold());
        ArrayNode keys = tree.putArray("keys");
        for (Officers.Officer officer : officers.keys()) {
            ObjectNode entry = keys.addObject();
            entry.put("person", officer.person());
            key(entry, officer.key());
        }
    }

    private static void rosterEntry(ObjectNode tree, RosterEntry entry) {
        tree.put("person", entry.person());
        tree.put("kind", entry.kind().wireName());
        key(tree, entry.key());
        texts(
                tree.putArray("roles"),
                entry.roles().stream().map(RosterEntry.Role::wireName).sorted().toList());
        texts(tree.putArray("clusters"), entry.clusters().stream().sorted().toList());
        tree.put("until", entry.until().getEpochSecond());
    }

    private static void key(ObjectNode tree, JwsKey key) {
        tree.put("spki", key.spki().toString());
        tree.put("alg", key.algorithm().name());
    }

    private static void cluster(ObjectNode tree, TrustedCluster cluster) {
        tree.put("name", cluster.name());
        tree.put("dnsDomain", cluster.facts().dnsDomain());
        texts(tree.putArray("apiServerNames"), cluster.facts().apiServerNames());
        ArrayNode issuers = tree.putArray("issuers");
        cluster.issuers().forEach((name, certificate) -> {
            ObjectNode issuer = issuers.addObject();
            issuer.put("name", name);
            issuer.put("certificate", certificate.der().toString());
        });
        ArrayNode nodes = tree.putArray("nodes");
        cluster.facts().nodes().stream()
                .sorted(Comparator.comparing(NodeFacts::name))
                .forEach(node -> {
                    ObjectNode entry = nodes.addObject();
                    entry.put("name", node.name());
                    entry.put("controlPlane", node.controlPlane());
                    texts(entry.putArray("addresses"), node.addresses());
                });
    }

    private static void texts(ArrayNode array, Collection<String> values) {
        values.forEach(array::add);
    }
}
