package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.x509.ClusterFacts;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TrustDiffTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TrustDocument TRUST = INSTALLATION.trust();
    private static final Instant NOW = INSTALLATION.now();

    @Test
    void showsVersionAndTimesWhenNothingElseChanges() {
        assertThat(lines(TrustDraft.after(TRUST)))
                .containsExactly(
                        "~ version: 1 -> 2",
                        "~ issued: 2026-11-21T12:00:00Z -> 2026-11-22T12:00:00Z",
                        "~ expires: 2026-12-22T12:00:00Z -> 2027-01-01T12:00:00Z");
    }

    @Test
    void showsWhoComesGoesAndChanges() {
        JwsKey dan = Installation.key("secp256r1").publicKey();
        String frank = INSTALLATION.approver("revoker").publicKey().kid();
        String dave = INSTALLATION.approver("dave-elsewhere").publicKey().kid();
        TrustDraft draft = TrustDraft.after(TRUST).roster(roster -> {
            roster.removeIf(entry -> entry.person().equals("frank"));
            roster.replaceAll(entry -> entry.person().equals("dave") ? everywhere(entry) : entry);
            roster.add(
                    new RosterEntry("dan", RosterEntry.Kind.ROBOT, dan, Set.of(), Set.of("demo"), NOW.plusSeconds(60)));
            return roster;
        });
        assertThat(lines(draft))
                .contains(
                        "+ roster dan " + dan.kid()
                                + ": robot ES256, roles [], clusters [demo], until 2026-11-22T12:01:00Z",
                        "- roster frank " + frank
                                + ": human ES256, roles [revoker], clusters [*], until 2027-01-21T12:00:00Z",
                        "~ roster dave " + dave
                                + ": human ES256, roles [approver], clusters [other], until 2027-01-21T12:00:00Z"
                                + " -> human ES256, roles [approver officer revoker], clusters [*],"
                                + " until 2027-01-21T12:00:00Z");
    }

    @Test
    void showsOfficersAndLimits() {
        List<Officers.Officer> officers =
                new ArrayList<>(TRUST.content().officers().keys());
        Officers.Officer bob = officers.remove(1);
        JwsKey dan = Installation.key("secp384r1").publicKey();
        officers.add(new Officers.Officer("dan", dan));
        TrustDraft draft = TrustDraft.after(TRUST)
                .officers(new Officers(3, officers))
                .useByCap(Duration.ofHours(12))
                .lifeCap(Duration.ofDays(40))
                .log(new LogTrust("evil.test", List.of("key")));
        assertThat(lines(draft))
                .contains(
                        "~ officers' threshold: 2 -> 3",
                        "- officer bob " + bob.key().kid() + ": ES256",
                        "+ officer dan " + dan.kid() + ": ES384",
                        "~ longest use-by of orders: PT168H -> PT12H",
                        "~ longest life of a version: PT9600H -> PT960H",
                        "~ log origin: log.countersign.test -> evil.test",
                        "~ log keys: [unused] -> [key]");
    }

    @Test
    void showsClustersIssuersAndNodes() {
        TrustDraft draft = TrustDraft.after(TRUST).clusters(clusters -> {
            TrustedCluster demo = clusters.remove(0);
            clusters.removeIf(cluster -> cluster.name().equals("other"));
            ClusterFacts facts = new ClusterFacts(
                    "demo",
                    Installation.TRUST_DOMAIN,
                    "cluster.local",
                    List.of(
                            new NodeFacts("cp-1", false, List.of("10.0.0.1")),
                            new NodeFacts("cp-2", true, List.of("10.0.0.2", "cp-2.demo"))),
                    List.of("api.demo.test", "10.96.0.1"));
            clusters.add(new TrustedCluster(facts, Map.of("ca", demo.issuers().get("etcd-ca"))));
            return clusters;
        });
        assertThat(lines(draft))
                .contains(
                        "- cluster other: DNS domain cluster.local, API server names [api.demo.test]",
                        "~ cluster demo: DNS domain cluster.local, API server names [api.demo.test]"
                                + " -> DNS domain cluster.local, API server names [10.96.0.1 api.demo.test]",
                        "+ node demo cp-2: control plane, addresses [10.0.0.2 cp-2.demo]",
                        "- node demo worker-1: worker, addresses [10.0.0.9]",
                        "~ node demo cp-1: control plane, addresses [10.0.0.1] -> worker, addresses [10.0.0.1]")
                .anyMatch(line -> line.startsWith("~ issuer demo ca: certificate "))
                .anyMatch(line -> line.startsWith("- issuer demo etcd-ca: certificate "));
    }

    @Test
    void showsWhichMembersOfAProfileChange() {
        Profile user = TRUST.profile("user").orElseThrow();
        Profile shorter =
                Profile.parse(user.text().replace("PT8H", "PT4H").replace("\"persons\": 1", "\"persons\": 2"));
        List<String> lines = lines(TrustDraft.after(TRUST).profiles(profiles -> {
            profiles.removeIf(profile -> profile.name().equals("scheduler"));
            profiles.replaceAll(profile -> profile.name().equals("user") ? shorter : profile);
            return profiles;
        }));
        assertThat(lines)
                .containsSequence(
                        "~ profile user: " + user.digest() + " -> " + shorter.digest(),
                        "    persons: 1 -> 2",
                        "    maxLifetime: \"PT8H\" -> \"PT4H\"")
                .contains("- profile scheduler: "
                        + TRUST.profile("scheduler").orElseThrow().digest());
    }

    @Test
    void showsTheWholeTextOfANewProfile() {
        Profile user = TRUST.profile("user").orElseThrow();
        Profile other = Profile.parse(user.text().replace("\"name\": \"user\"", "\"name\": \"user-2\""));
        assertThat(lines(TrustDraft.after(TRUST).profiles(profiles -> {
                    profiles.add(other);
                    return profiles;
                })))
                .contains("+ profile user-2: " + other.digest(), "      \"maxLifetime\": \"PT8H\",");
    }

    @Test
    void nothingInADocumentReachesTheTerminalRaw() {
        String escape = "x\u001b[2K\n+ nothing\u202e\u200b\"";
        List<String> lines = lines(TrustDraft.after(TRUST).log(new LogTrust(escape, List.of(escape))));
        assertThat(lines)
                .contains("~ log origin: log.countersign.test -> \"x\\u001b[2K\\u000a+ nothing\\u202e\\u200b\\\"\"");
        assertThat(lines).allMatch(line -> line.chars().allMatch(unit -> unit >= ' ' && unit <= '~'));
    }

    private static RosterEntry everywhere(RosterEntry entry) {
        return new RosterEntry(
                entry.person(),
                entry.kind(),
                entry.key(),
                Set.of(RosterEntry.Role.values()),
                Set.of("*"),
                entry.until());
    }

    private static List<String> lines(TrustDraft draft) {
        return TrustDiff.between(TRUST.content(), draft.content(NOW, Duration.ofDays(40)))
                .lines();
    }
}
