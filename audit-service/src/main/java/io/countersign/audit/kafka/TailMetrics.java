package io.countersign.audit.kafka;

import io.countersign.runtime.life.Metrics;
import io.micrometer.core.instrument.Counter;

/** What reading counts beside the loop's own figures. */
public record TailMetrics(Counter unreadable, Counter gaps) {
    public static TailMetrics in(Metrics metrics) {
        return new TailMetrics(
                metrics.counter(
                        "countersign_audit_dead_letters_total",
                        "Records that could not be read or verified, sent to dead letters."),
                metrics.counter(
                        "countersign_audit_gaps_total",
                        "Times the broker no longer had the next record; each one may be a lost event."));
    }
}
