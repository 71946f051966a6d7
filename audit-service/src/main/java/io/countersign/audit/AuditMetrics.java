package io.countersign.audit;

import io.countersign.audit.core.AuditMeter;
import io.countersign.runtime.life.Metrics;
import io.micrometer.core.instrument.Counter;

/** The log's figures for Prometheus. */
final class AuditMetrics implements AuditMeter {
    private final Counter appended;
    private final Counter known;
    private final Counter toldDifferently;
    private final Counter recreated;
    private final Counter checkpoints;
    private final Counter receipts;

    AuditMetrics(Metrics metrics) {
        appended = metrics.counter("countersign_audit_leaves_total", "Leaves appended to the log.");
        known = metrics.counter("countersign_audit_known_total", "Events that came again and are one leaf already.");
        toldDifferently = metrics.counter(
                "countersign_audit_told_differently_total",
                "Events that came again with other data beside the same identity; the first bytes stand.");
        recreated = metrics.counter(
                "countersign_audit_topics_recreated_total",
                "Topics found made anew under a known name; each is a leaf.");
        checkpoints = metrics.counter("countersign_audit_checkpoints_total", "Checkpoints signed and published.");
        receipts = metrics.counter("countersign_audit_receipts_total", "Receipts of intents sent.");
    }

    @Override
    public void appended(int leaves) {
        appended.increment(leaves);
    }

    @Override
    public void known(int events) {
        known.increment(events);
    }

    @Override
    public void toldDifferently() {
        toldDifferently.increment();
    }

    @Override
    public void topicRecreated() {
        recreated.increment();
    }

    @Override
    public void checkpointPublished() {
        checkpoints.increment();
    }

    @Override
    public void receiptsSent(int sent) {
        receipts.increment(sent);
    }
}
