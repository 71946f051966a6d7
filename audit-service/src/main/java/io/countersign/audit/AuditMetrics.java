package io.countersign.audit;

import io.countersign.audit.core.AuditMeter;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.runtime.life.Metrics;
import io.micrometer.core.instrument.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log's figures for Prometheus. */
final class AuditMetrics implements AuditMeter {
    private static final Logger LOG = LoggerFactory.getLogger(AuditMetrics.class);

    private final Counter appended;
    private final Counter known;
    private final Counter toldDifferently;
    private final Counter identityConflicts;
    private final Counter recreated;
    private final Counter checkpoints;
    private final Counter receipts;

    AuditMetrics(Metrics metrics) {
        appended = metrics.counter("countersign_audit_leaves_total", "Leaves appended to the log.");
        known = metrics.counter("countersign_audit_known_total", "Events that came again and are one leaf already.");
        toldDifferently = metrics.counter(
                "countersign_audit_told_differently_total",
                "Certificates told again under the id of a leaf where one of the two tellings is not true: its signature, or"
                        + " the intent it names. The first bytes stand.");
        identityConflicts = metrics.counter(
                "countersign_audit_identity_conflicts_total",
                "Certificates that one issuer signed over different bytes under one serial: a bug or an owned signer. Both"
                        + " leaves stand; counted again when the leaf index is made anew.");
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
    public void toldDifferently(Event again, long leaf) {
        toldDifferently.increment();
        LOG.error("{} came again and does not mean what leaf {} means; one of the two is forged", again, leaf);
    }

    @Override
    public void identityConflict(CertificateId certificate, long first, long second) {
        identityConflicts.increment();
        LOG.error(
                "issuer {} signed two different certificates under serial {}: leaves {} and {}; stop this issuer",
                certificate.issuer(),
                certificate.serial(),
                first,
                second);
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
