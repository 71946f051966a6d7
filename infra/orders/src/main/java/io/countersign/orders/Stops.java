package io.countersign.orders;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The stops in force, and the lifts, as verified under one trust document. The same stops give the same answers in whatever order
 * they arrive, because a lift ends the stops it names for ever, also those that arrive later; to stop the same thing again takes
 * a new stop. A lift cannot be lifted.
 *
 * <p>Every query answers why something is stopped; empty when it is not.
 */
public final class Stops {
    /** Nothing is stopped. */
    public static final Stops NONE = new Stops(Map.of(), List.of());

    private static final Comparator<Stop> EARLIEST =
            Comparator.comparing((Stop stop) -> stop.order().issuedAt()).thenComparing(Stop::digest);

    private final Map<Sha256, Stop> verified;
    private final List<RefusedStop> refused;
    private final Map<StopTarget, Stop> inForce;

    private Stops(Map<Sha256, Stop> verified, List<RefusedStop> refused) {
        this.verified = Map.copyOf(verified);
        this.refused = List.copyOf(refused);
        Set<Sha256> lifted = new HashSet<>();
        for (Stop stop : verified.values()) {
            if (stop.target() instanceof StopTarget.Lift lift) {
                lifted.addAll(lift.stops());
            }
        }
        Map<StopTarget, Stop> stops = new HashMap<>();
        for (Stop stop : verified.values()) {
            if (!(stop.target() instanceof StopTarget.Lift) && !lifted.contains(stop.digest())) {
                stops.merge(stop.target(), stop, (one, other) -> EARLIEST.compare(one, other) <= 0 ? one : other);
            }
        }
        this.inForce = Map.copyOf(stops);
    }

    /** Those of these stops that verify under this trust document; the others are {@link #refused}. */
    public static Stops of(TrustDocument trust, Collection<SignedStop> signed, Instant now) {
        Map<Sha256, Stop> verified = new HashMap<>();
        List<RefusedStop> refused = new ArrayList<>();
        for (SignedStop each : signed) {
            try {
                Stop stop = StopCheck.verify(trust, each, now);
                verified.merge(stop.digest(), stop, Stop::joined);
            } catch (RefusedException e) {
                refused.add(new RefusedStop(each, e.refusal()));
            }
        }
        return new Stops(verified, refused);
    }

    /** These and one more. */
    public Stops with(Stop stop) {
        Map<Sha256, Stop> more = new HashMap<>(verified);
        more.merge(stop.digest(), stop, Stop::joined);
        return new Stops(more, refused);
    }

    /**
     * The same stops judged under another version of the trust document. A stop that only officers who left have signed falls
     * away with them, and so does a lift that lost its quorum: {@link #refused} holds both, for those who stay to sign again
     * before they sign the version.
     */
    public Stops under(TrustDocument trust, Instant now) {
        List<SignedStop> signed = new ArrayList<>();
        refused.forEach(each -> signed.add(each.stop()));
        verified.values().stream().sorted(EARLIEST).forEach(stop -> signed.add(stop.signed()));
        return of(trust, signed, now);
    }

    /** A frozen lineage or cluster. */
    public Optional<Refusal> onLineage(Lineage lineage) {
        return stopped(
                        RefusalCode.LINEAGE_FROZEN,
                        "cluster " + lineage.cluster(),
                        new StopTarget.Freeze(lineage.cluster(), Optional.empty()))
                .or(() -> stopped(
                        RefusalCode.LINEAGE_FROZEN,
                        "lineage " + lineage,
                        new StopTarget.Freeze(lineage.cluster(), Optional.of(lineage))));
    }

    /** A cancelled issue or grant order, by the SHA-256 of its payload. */
    public Optional<Refusal> onOrder(Sha256 payload) {
        return stopped(RefusalCode.ORDER_CANCELLED, "order " + payload, new StopTarget.Cancel(payload));
    }

    /** A suspended person, or robot. */
    public Optional<Refusal> onPerson(String person) {
        return stopped(RefusalCode.APPROVER_NOT_ACTIVE, person, new StopTarget.Suspend(person));
    }

    /** A disabled profile. */
    public Optional<Refusal> onProfile(String profile, String cluster) {
        return stopped(
                        RefusalCode.PROFILE_DISABLED,
                        "profile " + profile,
                        new StopTarget.Disable(profile, Optional.empty()))
                .or(() -> stopped(
                        RefusalCode.PROFILE_DISABLED,
                        "profile " + profile + " in " + cluster,
                        new StopTarget.Disable(profile, Optional.of(cluster))));
    }

    /** Every verified stop and lift, the lifted ones too, by time. */
    public List<Stop> all() {
        return verified.values().stream().sorted(EARLIEST).toList();
    }

    /** What is stopped now, each target once, by time. */
    public List<Stop> inForce() {
        return inForce.values().stream().sorted(EARLIEST).toList();
    }

    /** What {@link #of} or {@link #under} left out; it may still verify later, when the time or the version has come. */
    public List<RefusedStop> refused() {
        return refused;
    }

    private Optional<Refusal> stopped(RefusalCode code, String what, StopTarget target) {
        return Optional.ofNullable(inForce.get(target)).map(stop -> new Refusal(code, what + ": " + stop));
    }
}
