package io.countersign.orders;

import io.countersign.contracts.Sha256;
import io.countersign.orders.RosterEntry.Kind;
import io.countersign.orders.RosterEntry.Role;
import io.countersign.x509.IssuerCertificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may be who in a trust document. A key is one party's for one purpose; the one exception is a person who approves and is an
 * officer with the same card, because the messages' types and acts keep the two apart.
 */
final class RosterRules {
    private final Officers officers;
    private final List<RosterEntry> roster;
    private final List<TrustedCluster> clusters;

    private RosterRules(Officers officers, List<RosterEntry> roster, List<TrustedCluster> clusters) {
        this.officers = officers;
        this.roster = roster;
        this.clusters = clusters;
    }

    /** Throws {@link IllegalArgumentException} naming the first rule that is broken. */
    static void require(Officers officers, List<RosterEntry> roster, List<TrustedCluster> clusters) {
        RosterRules rules = new RosterRules(officers, roster, clusters);
        rules.persons();
        rules.kinds();
        rules.keys();
    }

    private void persons() {
        Map<String, Kind> kinds = new HashMap<>();
        for (Officers.Officer officer : officers.keys()) {
            requirePerson(officer.person());
            kinds.put(officer.person(), Kind.HUMAN);
        }
        for (RosterEntry entry : roster) {
            requirePerson(entry.person());
            Kind former = kinds.putIfAbsent(entry.person(), entry.kind());
            must(
                    former == null || former == entry.kind(),
                    entry.person() + " is listed as " + entry.kind().wireName() + " and as another kind too"
                            + " (officers are human)");
        }
    }

    private void kinds() {
        Set<String> names = clusters.stream().map(TrustedCluster::name).collect(Collectors.toSet());
        for (RosterEntry entry : roster) {
            if (entry.kind() == Kind.ROBOT) {
                // What a robot may do follows from its kind, so that no document can give it more.
                must(entry.roles().isEmpty(), "the robot " + entry.person() + " has a role");
                must(
                        entry.clusters().size() == 1 && names.containsAll(entry.clusters()),
                        "the robot " + entry.person() + " names something else than one listed cluster");
            }
            must(
                    entry.kind() != Kind.SYSTEM || !entry.roles().contains(Role.OFFICER),
                    "the system " + entry.person() + " is an officer");
        }
    }

    private void keys() {
        Map<Sha256, String> holders = new HashMap<>();
        for (TrustedCluster cluster : clusters) {
            for (IssuerCertificate issuer : cluster.issuers().values()) {
                holders.put(issuer.keyDigest(), "a CA of " + cluster.name());
            }
        }
        for (RosterEntry entry : roster) {
            claim(holders, entry.key(), entry.person() + " in the roster");
        }
        for (Officers.Officer officer : officers.keys()) {
            boolean samePerson = roster.stream()
                    .anyMatch(entry ->
                            entry.key().equals(officer.key()) && entry.person().equals(officer.person()));
            if (!samePerson) {
                claim(holders, officer.key(), "the officer " + officer.person());
            }
        }
    }

    private static void claim(Map<Sha256, String> holders, JwsKey key, String holder) {
        String other = holders.putIfAbsent(key.spki().sha256(), holder);
        must(other == null, "a key is listed twice: for " + holder + " and for " + other);
    }

    private static void requirePerson(String person) {
        must(ClaimGrammar.PERSON.matcher(person).matches(), "not a person's id: " + person);
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
