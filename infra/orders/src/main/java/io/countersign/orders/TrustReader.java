package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.TRUST_MALFORMED;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Profile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads a trust document's payload member by member; see {@link TrustWriter} for the same shape in writing. */
final class TrustReader {
    /** Roster, clusters with nodes and profile texts of a large fleet fit easily; more is not ours. */
    static final int MAX_OCTETS = 4 * 1024 * 1024;

    private static final Set<String> MEMBERS = Set.of(
            "v",
            "version",
            "dep",
            "issued",
            "expires",
            "trustDomain",
            "officers",
            "roster",
            "clusters",
            "profiles",
            "logs",
            "limits");

    TrustContent read(byte[] payload) throws RefusedException {
        if (payload.length > MAX_OCTETS) {
            throw new RefusedException(TRUST_MALFORMED, "more than " + MAX_OCTETS + " octets");
        }
        StrictObject document =
                StrictObject.read(TRUST_MALFORMED, "trust", payload).members(MEMBERS, Set.of("previous"));
        if (document.integer("v") != 1) {
            throw document.fault("v must be 1");
        }
        String trustDomain = document.text("trustDomain");
        List<RosterEntry> roster = new ArrayList<>();
        for (StrictObject entry : document.objects("roster")) {
            roster.add(rosterEntry(entry));
        }
        List<TrustedCluster> clusters = new ArrayList<>();
        for (StrictObject cluster : document.objects("clusters")) {
            clusters.add(cluster(cluster, trustDomain));
        }
        List<Profile> profiles = new ArrayList<>();
        for (StrictObject profile : document.objects("profiles")) {
            profiles.add(profile(profile));
        }
        StrictObject logs = document.object("logs").members(Set.of("origin", "keys"), Set.of());
        StrictObject limits = document.object("limits").members(Set.of("useBy"), Set.of("life"));
        return new TrustContent(
                document.integer("version"),
                document.text("dep"),
                document.has("previous") ? Optional.of(document.parsed("previous", Sha256::parse)) : Optional.empty(),
                document.seconds("issued"),
                document.seconds("expires"),
                trustDomain,
                officers(document.object("officers")),
                roster,
                clusters,
                profiles,
                new LogTrust(logs.text("origin"), logs.texts("keys")),
                Duration.ofSeconds(limits.integer("useBy")),
                limits.has("life") ? Optional.of(Duration.ofSeconds(limits.integer("life"))) : Optional.empty());
    }

    private static Officers officers(StrictObject officers) throws RefusedException {
        officers.members(Set.of("threshold", "keys"), Set.of());
        List<Officers.Officer> keys = new ArrayList<>();
        for (StrictObject officer : officers.objects("keys")) {
            officer.members(Set.of("person", "spki", "alg"), Set.of());
            keys.add(new Officers.Officer(officer.text("person"), key(officer)));
        }
        long threshold = officers.integer("threshold");
        if (threshold < 1 || threshold > keys.size()) {
            throw officers.fault("the threshold is not between 1 and the number of keys");
        }
        return new Officers((int) threshold, keys);
    }

    private static RosterEntry rosterEntry(StrictObject entry) throws RefusedException {
        entry.members(Set.of("person", "kind", "spki", "alg", "roles", "clusters", "until"), Set.of());
        Set<RosterEntry.Role> roles = new HashSet<>();
        for (String role : entry.texts("roles")) {
            roles.add(RosterEntry.Role.of(role).orElseThrow(() -> entry.fault("unknown role '" + role + "'")));
        }
        String kind = entry.text("kind");
        return new RosterEntry(
                entry.text("person"),
                RosterEntry.Kind.of(kind).orElseThrow(() -> entry.fault("unknown kind '" + kind + "'")),
                key(entry),
                roles,
                new HashSet<>(entry.texts("clusters")),
                entry.seconds("until"));
    }

    private static JwsKey key(StrictObject entry) throws RefusedException {
        JwsKey key = entry.parsed("spki", text -> JwsKey.of(Bytes.parse(text)));
        if (!key.algorithm().name().equals(entry.text("alg"))) {
            throw entry.fault("alg does not fit the key's curve");
        }
        return key;
    }

    private static TrustedCluster cluster(StrictObject cluster, String trustDomain) throws RefusedException {
        cluster.members(Set.of("name", "dnsDomain", "apiServerNames", "issuers", "nodes"), Set.of());
        Map<String, IssuerCertificate> issuers = new TreeMap<>();
        for (StrictObject issuer : cluster.objects("issuers")) {
            issuer.members(Set.of("name", "certificate"), Set.of());
            IssuerCertificate certificate = issuer.parsed(
                    "certificate",
                    text -> IssuerCertificate.of(Bytes.parse(text).toArray()));
            if (issuers.put(issuer.text("name"), certificate) != null) {
                throw issuer.fault("an issuer name is listed twice");
            }
        }
        List<NodeFacts> nodes = new ArrayList<>();
        for (StrictObject node : cluster.objects("nodes")) {
            node.members(Set.of("name", "controlPlane", "addresses"), Set.of());
            nodes.add(new NodeFacts(node.text("name"), node.flag("controlPlane"), node.texts("addresses")));
        }
        ClusterFacts facts = new ClusterFacts(
                cluster.text("name"), trustDomain, cluster.text("dnsDomain"), nodes, cluster.texts("apiServerNames"));
        return new TrustedCluster(facts, issuers);
    }

    private static Profile profile(StrictObject entry) throws RefusedException {
        entry.members(Set.of("name", "text", "sha256"), Set.of());
        String text = entry.text("text");
        if (!Sha256.of(text.getBytes(StandardCharsets.UTF_8)).equals(entry.parsed("sha256", Sha256::parse))) {
            throw entry.fault("the profile's text is not the one its sha256 names");
        }
        Profile profile = Profile.parse(text);
        if (!profile.name().equals(entry.text("name"))) {
            throw entry.fault("the profile's text names itself '" + profile.name() + "'");
        }
        return profile;
    }
}
