package io.countersign.cli.trust;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.countersign.cli.CliException;
import io.countersign.cli.Span;
import io.countersign.orders.Officers;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDraft;
import io.countersign.orders.TrustedCluster;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What shall be otherwise in the next version: a YAML file whose members are all optional. Paths are relative to it.
 *
 * @param life from issue to expiry, for example {@code 90d}
 * @param nodes by the cluster's name
 */
public record TrustChanges(
        String life,
        OfficerChange officers,
        RosterChange roster,
        Map<String, NodeChange> nodes,
        ProfileChange profiles,
        Limits limits) {
    private static final String SHAPE = "a changes file holds life, officers, roster, nodes, profiles, limits";

    /** @param remove persons */
    record OfficerChange(Integer threshold, List<String> remove, List<NewOfficer> add) {}

    record NewOfficer(String person, Path key) {}

    /** @param remove persons, or kids of single keys */
    record RosterChange(List<String> remove, List<NewEntry> add) {}

    /** @param until a time or a duration from now */
    record NewEntry(String person, String kind, Path key, List<String> roles, List<String> clusters, String until) {}

    record NodeChange(List<String> remove, List<NewNode> add) {}

    record NewNode(String name, boolean controlPlane, List<String> addresses) {}

    /** @param set files with profile texts; a profile of the same name is replaced */
    record ProfileChange(List<String> remove, List<Path> set) {}

    record Limits(String useBy, String life) {}

    public static TrustChanges read(Path file) throws CliException {
        YAMLMapper mapper = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try {
            TrustChanges changes = mapper.readValue(Files.readString(file), TrustChanges.class);
            if (changes == null) {
                throw CliException.failed("the changes file " + file + " is empty", SHAPE);
            }
            return changes;
        } catch (UnrecognizedPropertyException e) {
            throw CliException.failed(
                    "changes file " + file + ": unknown key '" + e.getPropertyName() + "'",
                    "known here: " + new TreeSet<>(e.getKnownPropertyIds()),
                    e);
        } catch (JacksonException e) {
            throw CliException.failed("changes file " + file + ": " + e.getOriginalMessage(), SHAPE, e);
        } catch (IOException e) {
            throw CliException.failed("the changes file " + file + " cannot be read", SHAPE, e);
        }
    }

    public Optional<Duration> lifetime() throws CliException {
        try {
            return Optional.ofNullable(life).map(Span::duration);
        } catch (IllegalArgumentException e) {
            throw Proposal.contradiction(e);
        }
    }

    /**
     * Makes all the changes.
     *
     * @param folder that paths are relative to
     */
    public void apply(TrustDraft draft, TrustContent base, Path folder, Instant now) throws CliException {
        try {
            if (officers != null) {
                draft.officers(officers(base.officers(), folder));
            }
            if (roster != null) {
                RosterEdit edit = new RosterEdit(draft);
                for (String gone : listed(roster.remove)) {
                    edit.remove(gone);
                }
                for (NewEntry entry : listed(roster.add)) {
                    edit.add(
                            required("roster: person", entry.person),
                            Optional.ofNullable(entry.kind).orElse("human"),
                            folder.resolve(required("roster: key", entry.key)),
                            listed(entry.roles),
                            listed(entry.clusters),
                            Span.instant(required("roster: until", entry.until), now));
                }
            }
            if (nodes != null) {
                nodes(draft, base.clusters());
            }
            if (profiles != null) {
                profiles(draft, folder);
            }
            if (limits != null && limits.useBy != null) {
                draft.useByCap(Span.duration(limits.useBy));
            }
            if (limits != null && limits.life != null) {
                draft.lifeCap(Span.duration(limits.life));
            }
        } catch (IllegalArgumentException e) {
            throw Proposal.contradiction(e);
        }
    }

    private Officers officers(Officers before, Path folder) throws CliException {
        List<Officers.Officer> keys = new ArrayList<>(before.keys());
        for (String person : listed(officers.remove)) {
            requireFound(keys.removeIf(officer -> officer.person().equals(person)), "officer", person);
        }
        for (NewOfficer officer : listed(officers.add)) {
            keys.add(new Officers.Officer(
                    required("officers: person", officer.person),
                    PublicKeyFile.read(folder.resolve(required("officers: key", officer.key)))));
        }
        return new Officers(officers.threshold == null ? before.threshold() : officers.threshold, keys);
    }

    private void nodes(TrustDraft draft, List<TrustedCluster> clusters) throws CliException {
        List<TrustedCluster> changed = new ArrayList<>(clusters);
        for (Map.Entry<String, NodeChange> change : nodes.entrySet()) {
            int at = -1;
            for (int i = 0; i < changed.size(); i++) {
                if (changed.get(i).name().equals(change.getKey())) {
                    at = i;
                }
            }
            requireFound(at >= 0, "cluster", change.getKey());
            changed.set(at, with(changed.get(at), change.getValue()));
        }
        draft.clusters(before -> changed);
    }

    private static TrustedCluster with(TrustedCluster cluster, NodeChange change) throws CliException {
        ClusterFacts facts = cluster.facts();
        List<NodeFacts> kept = new ArrayList<>(facts.nodes());
        for (String gone : listed(change.remove)) {
            requireFound(kept.removeIf(node -> node.name().equals(gone)), "node", gone);
        }
        for (NewNode node : listed(change.add)) {
            kept.add(new NodeFacts(required("nodes: name", node.name), node.controlPlane, listed(node.addresses)));
        }
        return new TrustedCluster(
                new ClusterFacts(facts.name(), facts.trustDomain(), facts.dnsDomain(), kept, facts.apiServerNames()),
                cluster.issuers());
    }

    private void profiles(TrustDraft draft, Path folder) throws CliException {
        List<Profile> set = new ArrayList<>();
        for (Path file : listed(profiles.set)) {
            try {
                set.add(Profile.parse(Files.readString(folder.resolve(file))));
            } catch (IOException e) {
                throw CliException.failed("the profile " + folder.resolve(file) + " cannot be read", SHAPE, e);
            }
        }
        List<String> missing = new ArrayList<>(listed(profiles.remove));
        draft.profiles(before -> {
            before.forEach(profile -> missing.remove(profile.name()));
            List<Profile> kept = new ArrayList<>(before);
            kept.removeIf(profile -> listed(profiles.remove).contains(profile.name()));
            for (Profile profile : set) {
                kept.removeIf(other -> other.name().equals(profile.name()));
                kept.add(profile);
            }
            return kept;
        });
        requireFound(missing.isEmpty(), "profile", String.join(", ", missing));
    }

    static void requireFound(boolean found, String what, String name) throws CliException {
        if (!found) {
            throw CliException.failed(
                    "there is no " + what + " '" + name + "' in the trust document", "see: countersign trust show");
        }
    }

    private static <T> T required(String what, T value) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is missing");
        }
        return value;
    }

    private static <T> List<T> listed(List<T> values) {
        return values == null ? List.of() : values;
    }
}
