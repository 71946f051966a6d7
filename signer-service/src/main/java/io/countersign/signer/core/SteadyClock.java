package io.countersign.signer.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time that orders are decided at, as long as the wall clock can be believed (security 2.3, step 9: "clock healthy"). A wrong
 * clock must not refuse or lapse a good order, nor give life to one past its use-by, so until it is right again deciding is an
 * outage: everything waits and nothing is lost. The measure is the monotonic clock, which nobody sets.
 *
 * <ul>
 *   <li>Set back, by more than {@link #TOLERANCE} against the monotonic clock or against the highest instant told: never believed,
 *       because every use-by since would count again. When a clock that was ahead from the start is put right, this
 *       process must be started anew.
 *   <li>Set ahead (a correction, or the machine slept, which a monotonic clock does not count): believed when it has run evenly for
 *       {@link #SETTLING}. A step ahead by mistake would lapse every waiting order for good, so there is time to take it back;
 *       absolute times bound what is left (security 1.2, Clock).
 *   <li>Before the trust document was made: not set yet, as machines without a battery start. Believed at once when set, since
 *       nothing was decided before.
 * </ul>
 *
 * Drift is counted from the first instant and not between readings, or many small steps back would pass. Safe for concurrent use.
 */
public final class SteadyClock {
    /** The same that an approver's clock may be ahead by (security 2.3, step 9). */
    static final Duration TOLERANCE = Duration.ofMinutes(1);
    /** As much as security 1.2 allows between this clock and a witness's. */
    static final Duration SETTLING = Duration.ofMinutes(5);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Instant earliest;
    /** Guarded by this, as are the two below; null until a reading was believed. */
    private Reading believed;
    /** First of the even readings ahead of the believed ones; null when the clock is not ahead. */
    private Reading ahead;

    private Instant highest;

    /** Both clocks at one moment. */
    private record Reading(Instant instant, long nanos) {
        /** By how much the wall clock has since run ahead of the monotonic one; negative when behind. */
        Duration driftTo(Reading later) {
            return Duration.between(instant.plusNanos(later.nanos - nanos), later.instant);
        }
    }

    /**
     * A clock that has told nothing yet.
     *
     * @param nanos monotonic, as {@link System#nanoTime}
     * @param earliest an instant known to be over, such as that of the trust document
     */
    public SteadyClock(InstantSource wall, LongSupplier nanos, Instant earliest) {
        this.wall = wall;
        this.nanos = nanos;
        this.earliest = earliest;
    }

    /** Now; never more than {@link #TOLERANCE} before any instant told earlier. */
    public synchronized Instant now() throws OutageException {
        Reading reading = new Reading(wall.instant(), nanos.getAsLong());
        if (believed == null) {
            if (isBehind(reading.instant, earliest)) {
                throw new OutageException("the clock says " + reading.instant
                        + ", which is before the trust document was made at " + earliest);
            }
            return believe(reading);
        }
        Duration drift = believed.driftTo(reading);
        if (drift.compareTo(TOLERANCE.negated()) < 0 || isBehind(reading.instant, highest)) {
            ahead = null;
            throw new OutageException("the clock was set back, by " + drift.negated() + " to " + reading.instant
                    + "; should it be right now, start this process anew");
        }
        if (drift.compareTo(TOLERANCE) > 0) {
            requireSettled(reading, drift);
            return believe(reading);
        }
        ahead = null;
        highest = later(highest, reading.instant);
        return reading.instant;
    }

    private void requireSettled(Reading reading, Duration drift) throws OutageException {
        if (ahead == null || ahead.driftTo(reading).abs().compareTo(TOLERANCE) > 0) {
            ahead = reading;
        }
        Duration even = Duration.ofNanos(reading.nanos - ahead.nanos);
        if (even.compareTo(SETTLING) < 0) {
            throw new OutageException("the clock was set ahead, by " + drift + " to " + reading.instant
                    + "; believed when it has run evenly for " + SETTLING);
        }
    }

    private Instant believe(Reading reading) {
        believed = reading;
        ahead = null;
        highest = reading.instant;
        return reading.instant;
    }

    private static boolean isBehind(Instant instant, Instant other) {
        return instant.isBefore(other.minus(TOLERANCE));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
