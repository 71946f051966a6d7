package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIntended;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Watches that no live certificate is redeemed twice (security 3.1): a second order by its key means that the key is in two
 * hands. The order of leaves decides who came first. The second gets no receipt, and neither does anything after it under the
 * grants of both; what people order is not touched.
 *
 * <p>A redemption that got no receipt has redeemed nothing, so after a new grant the certificate's holder can go on.
 */
final class RedemptionWatch {
    private final LeafIndex index;
    private final LoggedEvents log;
    private final TrustedRedemptions trusted;
    private final AuditMeter meter;

    RedemptionWatch(LeafIndex index, LoggedEvents log, TrustedRedemptions trusted, AuditMeter meter) {
        this.index = index;
        this.log = log;
        this.trusted = trusted;
        this.meter = meter;
    }

    /**
     * Rules on leaves of the log before the index learns of them: breaking off between the two raises an alarm again.
     *
     * @param leaves that come with a redemption, by leaf index; all before are in the index
     */
    Map<Long, Ruling> rule(SortedMap<Long, CertificateIntended> leaves) throws OutageException, IOException {
        SortedMap<Long, Redeemed> verified = verified(leaves);
        if (verified.isEmpty()) {
            return Map.of();
        }
        Map<IssuerSerial, Long> redeemers = new HashMap<>(index.redeemers(
                verified.values().stream().map(Redeemed::predecessor).toList()));
        Map<Sha256, Fork> burnt = new HashMap<>(
                index.burnt(verified.values().stream().map(Redeemed::grant).toList()));
        Map<Long, Ruling> rulings = new HashMap<>();
        for (Map.Entry<Long, Redeemed> each : verified.entrySet()) {
            long leaf = each.getKey();
            Redeemed fresh = each.getValue();
            Long first = redeemers.get(fresh.predecessor());
            if (first != null) {
                Redeemed before = redeemer(first, fresh.predecessor());
                if (fresh.forks(before)) {
                    rulings.put(leaf, fork(new Fork(first, leaf), before, fresh, burnt));
                }
            } else if (burnt.containsKey(fresh.grant())) {
                Fork fork = confirmed(fresh.grant(), burnt.get(fresh.grant()));
                rulings.put(leaf, new Ruling.Withholds(fork.first(), Set.of()));
            } else {
                redeemers.put(fresh.predecessor(), leaf);
                rulings.put(leaf, new Ruling.Redeems(fresh.predecessor()));
            }
        }
        return rulings;
    }

    private SortedMap<Long, Redeemed> verified(SortedMap<Long, CertificateIntended> leaves) {
        SortedMap<Long, Redeemed> verified = new TreeMap<>();
        leaves.forEach((leaf, intended) -> {
            try {
                verified.put(leaf, trusted.verified(leaf, intended));
            } catch (RefusedException e) {
                meter.redemptionRefused(leaf, e.refusal());
            }
        });
        return verified;
    }

    private Ruling fork(Fork fork, Redeemed before, Redeemed fresh, Map<Sha256, Fork> burnt) {
        Set<Sha256> burns = new LinkedHashSet<>();
        for (Sha256 grant : List.of(before.grant(), fresh.grant())) {
            if (burnt.putIfAbsent(grant, fork) == null) {
                burns.add(grant);
            }
        }
        meter.predecessorReused(fresh.lineage(), fresh.predecessor(), fork, before.key(), fresh.key());
        return new Ruling.Withholds(fork.first(), burns);
    }

    /** Why this leaf, which the index knows, has no receipt; empty for the others. */
    Optional<Withheld> withheld(long leaf) throws OutageException, IOException {
        Optional<Long> found = index.withheldFor(leaf);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long first = found.get();
        Redeemed one = told(leaf);
        Redeemed other = told(first);
        if (first >= leaf || (!one.forks(other) && burntBefore(leaf, one.grant()) != first)) {
            throw lie();
        }
        return Optional.of(new Withheld(log.event(first).id(), one.key(), other.key()));
    }

    private long burntBefore(long leaf, Sha256 grant) throws OutageException, IOException {
        Fork fork = index.burnt(Set.of(grant)).get(grant);
        return fork == null || fork.second() >= leaf
                ? leaf
                : confirmed(grant, fork).first();
    }

    /** What the index says is checked against the leaves, so that a wrong one withholds no receipt. */
    private Redeemed redeemer(long leaf, IssuerSerial predecessor) throws OutageException, IOException {
        Redeemed told = told(leaf);
        if (!told.predecessor().equals(predecessor)) {
            throw lie();
        }
        return told;
    }

    private Fork confirmed(Sha256 grant, Fork fork) throws OutageException, IOException {
        Redeemed first = told(fork.first());
        Redeemed second = told(fork.second());
        if (!first.forks(second) || !(grant.equals(first.grant()) || grant.equals(second.grant()))) {
            throw lie();
        }
        return fork;
    }

    /** Not verified again: what counted when it was logged counts for ever, also under a later trust document. */
    private Redeemed told(long leaf) throws OutageException, IOException {
        Event event = log.event(leaf);
        Optional<Redeemed> told =
                event.data() instanceof CertificateIntended intended ? Redeemed.told(intended) : Optional.empty();
        if (told.isEmpty()) {
            throw lie();
        }
        return told.get();
    }

    private OutageException lie() throws OutageException {
        index.clear();
        return new OutageException("the index of redemptions does not fit the log; it is made anew");
    }
}
