package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.AUTHORITY_NOT_ACCEPTED;
import static io.countersign.contracts.RefusalCode.REQUESTER_NOT_COUNTED;
import static io.countersign.contracts.RefusalCode.ROLE_MISSING;
import static io.countersign.contracts.RefusalCode.TOO_FEW_PERSONS;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.x509.Profile;
import io.countersign.x509.Tier;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * People who approved, counted as persons and never as keys.
 *
 * @param approvers one entry per valid approval
 * @param requesters one entry per valid signature of somebody who asks; it approves nothing
 */
public record Quorum(List<RosterEntry> approvers, List<RosterEntry> requesters) implements Authority {
    public Quorum {
        approvers = List.copyOf(approvers);
        requesters = List.copyOf(requesters);
    }

    public Quorum(List<RosterEntry> approvers) {
        this(approvers, List.of());
    }

    /** The number of persons this profile needs: its own wish, but never less than the compiled floor of its tier. */
    public static int needed(Profile profile) {
        return Math.max(profile.persons(), profile.tier().minimumPersons());
    }

    @Override
    public Set<String> persons(Order order, Profile profile) {
        return personsFor(order, profile);
    }

    @Override
    public Optional<Refusal> objection(Order order, Profile profile) {
        RequestSignature request = new RequestSignature(requesters);
        return request.objection(order, profile)
                .or(() -> objectionTo(order, profile))
                .or(() -> request.missing(order, profile));
    }

    @Override
    public Optional<Refusal> objectionSoFar(Order order, Profile profile) {
        Optional<Refusal> bad = new RequestSignature(requesters).objection(order, profile);
        boolean asked = !requesters.isEmpty() && approvers.isEmpty();
        return bad.or(() -> faults(order, profile)).or(() -> asked ? Optional.empty() : nobody(order, profile));
    }

    /** Distinct persons whose approvals count under this profile. */
    Set<String> personsFor(PeopleOrder order, Profile profile) {
        Set<String> persons = new HashSet<>();
        for (RosterEntry approver : approvers) {
            if (profile.requesterCounts() || !order.requester().equals(Optional.of(approver.person()))) {
                persons.add(approver.person());
            }
        }
        return persons;
    }

    /** Whether these people may sign this order, and are enough. */
    Optional<Refusal> objectionTo(PeopleOrder order, Profile profile) {
        return objectionSoFarTo(order, profile).or(() -> tooFew(order, profile));
    }

    Optional<Refusal> objectionSoFarTo(PeopleOrder order, Profile profile) {
        return faults(order, profile).or(() -> nobody(order, profile));
    }

    private Optional<Refusal> faults(PeopleOrder order, Profile profile) {
        for (RosterEntry approver : approvers) {
            if (approver.kind() == RosterEntry.Kind.ROBOT) {
                return refusal(AUTHORITY_NOT_ACCEPTED, "the robot " + approver.person() + " is no person");
            }
            if (!approver.has(RosterEntry.Role.APPROVER, order.cluster())) {
                return refusal(ROLE_MISSING, approver.person() + " is no approver for " + order.cluster());
            }
        }
        if (!profile.requesterCounts() && order.requester().isEmpty()) {
            // Leaving the requester out must not be a way to count as somebody else.
            return refusal(REQUESTER_NOT_COUNTED, "an order under " + profile.name() + " must name its requester");
        }
        return Optional.empty();
    }

    private Optional<Refusal> nobody(PeopleOrder order, Profile profile) {
        return personsFor(order, profile).isEmpty()
                ? refusal(REQUESTER_NOT_COUNTED, "only the requester approved")
                : Optional.empty();
    }

    private Optional<Refusal> tooFew(PeopleOrder order, Profile profile) {
        int needed = needed(profile);
        Set<String> counted = personsFor(order, profile);
        if (counted.size() >= needed) {
            return systemsAlone(counted, profile);
        }
        String detail = counted.size() + " of " + needed + " persons approved";
        Set<String> all = new HashSet<>();
        approvers.forEach(approver -> all.add(approver.person()));
        return all.size() >= needed
                ? refusal(REQUESTER_NOT_COUNTED, detail + ", the requester left out")
                : refusal(TOO_FEW_PERSONS, detail);
    }

    /** Approval systems never suffice alone above T2 (security 1.1): a human who counts, so not the requester, must agree. */
    private Optional<Refusal> systemsAlone(Set<String> counted, Profile profile) {
        boolean human = approvers.stream()
                .anyMatch(entry -> entry.kind() == RosterEntry.Kind.HUMAN && counted.contains(entry.person()));
        return human || profile.tier() == Tier.T2
                ? Optional.empty()
                : refusal(TOO_FEW_PERSONS, "approval systems alone may not order " + profile.name());
    }

    private static Optional<Refusal> refusal(RefusalCode code, String detail) {
        return Optional.of(new Refusal(code, detail));
    }
}
