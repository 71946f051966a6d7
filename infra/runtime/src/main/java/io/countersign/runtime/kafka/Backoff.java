package io.countersign.runtime.kafka;

import java.time.Duration;

/** Waiting times that double up to a bound; owned by one thread. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    /** An outage ends for us at most this much later than for everybody else. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = FIRST;

    Duration next() {
        Duration current = next;
        Duration doubled = current.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return current;
    }

    void reset() {
        next = FIRST;
    }
}
