package io.countersign.signer.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * When one issuer's next CRL is intended: one intent at a time, told again while no receipt comes, and made anew when another CRL
 * would follow by now. Memory only: what it forgets is planned again.
 */
final class CrlPlan {
    /** Longer than the log takes; the pause between two tellings doubles from here. */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Well before the intent is too old to be signed ({@link CrlSigner#OLDEST}). */
    static final Duration REPLACED_AFTER = Duration.ofMinutes(30);

    /** What there is to do now. */
    enum Next {
        NOTHING,
        TELL_AGAIN,
        PLAN
    }

    private Flight flight;
    private Instant dueSince;

    /**
     * An intent without its CRL.
     *
     * @param changes of the state it follows from
     * @param orders that waited when it was made
     * @param answered its receipt came and nothing could be signed
     */
    private record Flight(
            Event intent,
            long changes,
            Set<Sha256> orders,
            Instant since,
            Instant until,
            Duration pause,
            boolean answered) {}

    Next next(CrlState state, Set<Sha256> waiting, Instant now) {
        if (state.newest().isEmpty() || (waiting.isEmpty() && !state.isDue(now))) {
            drop();
            return Next.NOTHING;
        }
        if (dueSince == null) {
            dueSince = now;
        }
        if (flight == null || flight.changes() != state.changes()) {
            return Next.PLAN;
        }
        if (now.isBefore(flight.until())) {
            // Also when further orders came meanwhile: replacing what the log is about to answer would only cost a
            // round.
            return Next.NOTHING;
        }
        boolean stale = flight.answered()
                || !flight.orders().equals(waiting)
                || !now.isBefore(flight.since().plus(REPLACED_AFTER));
        return stale ? Next.PLAN : Next.TELL_AGAIN;
    }

    /** This intent is about to be published. */
    Event intend(Event intent, CrlState state, Set<Sha256> waiting, Instant now) {
        flight = new Flight(
                intent, state.changes(), Set.copyOf(waiting), now, now.plus(FIRST_PAUSE), FIRST_PAUSE, false);
        return intent;
    }

    /** The same intent once more. */
    Event again(Instant now) {
        Duration doubled = flight.pause().multipliedBy(2);
        Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        flight = new Flight(
                flight.intent(), flight.changes(), flight.orders(), flight.since(), now.plus(pause), pause, false);
        return flight.intent();
    }

    /** The receipt of this intent came, and no CRL came of it: another one is due, but not at once for ever. */
    void overtaken(String intent) {
        if (flight != null && flight.intent().id().equals(intent)) {
            flight = new Flight(
                    flight.intent(),
                    flight.changes(),
                    flight.orders(),
                    flight.since(),
                    flight.until(),
                    flight.pause(),
                    true);
        }
    }

    /** These orders do not hold any more: what was intended with them is never signed, and the others need not wait for that. */
    void fell(Set<Sha256> orders) {
        if (flight != null && !Collections.disjoint(flight.orders(), orders)) {
            flight = null;
        }
    }

    /** Nothing is due, or it is somebody else's business now. */
    void drop() {
        flight = null;
        dueSince = null;
    }

    /** Since when a CRL is due that has not come. */
    Optional<Instant> dueSince() {
        return Optional.ofNullable(dueSince);
    }
}
