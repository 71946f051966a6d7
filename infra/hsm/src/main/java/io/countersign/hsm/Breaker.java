package io.countersign.hsm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When to try an HSM again after it failed: pauses double from the first to the longest, and after a number of failures
 * in a row it gives up. Owned by one thread.
 */
final class Breaker {
    private final RecoveryPolicy policy;
    private final InstantSource clock;
    private int failures;
    private Instant nextAttempt = Instant.MIN;

    Breaker(RecoveryPolicy policy, InstantSource clock) {
        this.policy = policy;
        this.clock = clock;
    }

    void failed() {
        failures++;
        nextAttempt = clock.instant().plus(pause());
    }

    void succeeded() {
        failures = 0;
        nextAttempt = Instant.MIN;
    }

    int failures() {
        return failures;
    }

    boolean givenUp() {
        return failures >= policy.attempts();
    }

    /** Zero when an attempt is allowed now. */
    Duration untilNextAttempt() {
        Instant now = clock.instant();
        return nextAttempt.isAfter(now) ? Duration.between(now, nextAttempt) : Duration.ZERO;
    }

    private Duration pause() {
        Duration pause = policy.firstPause();
        for (int i = 1; i < failures && pause.compareTo(policy.longestPause()) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(policy.longestPause()) < 0 ? pause : policy.longestPause();
    }
}
