package io.countersign.ceremony;

import io.countersign.orders.JwsKey;
import io.countersign.orders.Officers;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.TrustedCluster;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.NodeFacts;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Officers, roster and cluster as the plan names them, and the persons who are present; checked before a token is
 * touched.
 */
record Attendance(ClusterFacts cluster, Officers officers, List<RosterEntry> roster, List<PersonPresent> present) {

    static Attendance of(PlanFile<CeremonyPlan> file) throws CeremonyException {
        CeremonyPlan plan = file.plan();
        try {
            List<Officers.Officer> officerKeys = new ArrayList<>();
            for (CeremonyPlan.Officer officer : plan.officers().persons()) {
                officerKeys.add(new Officers.Officer(officer.person(), PemFile.publicKey(file.at(officer.key()))));
            }
            List<RosterEntry> roster = new ArrayList<>();
            for (CeremonyPlan.RosterMember member : plan.roster()) {
                roster.add(rosterEntry(file, member));
            }
            Officers officers = new Officers(plan.officers().threshold(), officerKeys);
            List<PersonPresent> present = new ArrayList<>();
            for (CeremonyPlan.Present person : plan.present()) {
                present.add(present(file, person, officers, roster));
            }
            Attendance attendance = new Attendance(cluster(plan), officers, List.copyOf(roster), List.copyOf(present));
            attendance.requireQuorum();
            return attendance;
        } catch (IllegalArgumentException e) {
            throw new CeremonyException("plan: " + e.getMessage(), e);
        }
    }

    /** The officers among those present. */
    List<PersonPresent> presentOfficers() {
        return present.stream()
                .filter(person -> officers.keys().stream()
                        .anyMatch(officer -> officer.person().equals(person.person())
                                && officer.key().equals(person.key().publicKey())))
                .toList();
    }

    /** Those present who may approve certificates of Countersign itself. */
    List<PersonPresent> presentApprovers() {
        return present.stream()
                .filter(person -> roster.stream()
                        .anyMatch(entry -> entry.person().equals(person.person())
                                && entry.key().equals(person.key().publicKey())
                                && entry.has(RosterEntry.Role.APPROVER, TrustedCluster.OWN)))
                .toList();
    }

    private void requireQuorum() throws CeremonyException {
        long persons =
                presentOfficers().stream().map(PersonPresent::person).distinct().count();
        if (persons < officers.threshold()) {
            throw new CeremonyException(
                    persons + " of " + officers.threshold() + " officers are present; the ceremony needs the quorum");
        }
        if (presentApprovers().isEmpty()) {
            throw new CeremonyException("nobody present may approve certificates of the cluster " + TrustedCluster.OWN);
        }
    }

    private static PersonPresent present(
            PlanFile<CeremonyPlan> file, CeremonyPlan.Present person, Officers officers, List<RosterEntry> roster)
            throws CeremonyException {
        PrivateKey privateKey = PemFile.privateKey(file.at(person.privateKey()));
        List<JwsKey> listed = Stream.concat(
                        officers.keys().stream()
                                .filter(officer -> officer.person().equals(person.person()))
                                .map(Officers.Officer::key),
                        roster.stream()
                                .filter(entry -> entry.person().equals(person.person()))
                                .map(RosterEntry::key))
                .distinct()
                .toList();
        for (JwsKey key : listed) {
            if (PersonPresent.fits(privateKey, key)) {
                return PersonPresent.of(person.person(), privateKey, key);
            }
        }
        throw new CeremonyException("the private key of " + person.person() + " fits no public key listed for them");
    }

    private static RosterEntry rosterEntry(PlanFile<CeremonyPlan> file, CeremonyPlan.RosterMember member)
            throws CeremonyException {
        Set<RosterEntry.Role> roles = Set.copyOf(member.roles().stream()
                .map(role -> RosterEntry.Role.valueOf(role.toUpperCase(Locale.ROOT)))
                .toList());
        return new RosterEntry(
                member.person(),
                RosterEntry.Kind.valueOf(member.kind().orElse("human").toUpperCase(Locale.ROOT)),
                PemFile.publicKey(file.at(member.key())),
                roles,
                Set.copyOf(member.clusters()),
                member.until());
    }

    private static ClusterFacts cluster(CeremonyPlan plan) {
        List<NodeFacts> nodes = plan.cluster().nodes().stream()
                .map(node -> new NodeFacts(node.name(), node.controlPlane(), node.addresses()))
                .toList();
        return new ClusterFacts(
                plan.cluster().name(),
                plan.trustDomain(),
                plan.cluster().dnsDomain(),
                nodes,
                plan.cluster().apiServerNames());
    }
}
