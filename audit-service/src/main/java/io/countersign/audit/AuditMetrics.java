package io.countersign.audit;

import io.countersign.audit.core.AuditMeter;
import io.countersign.audit.core.CrlId;
import io.countersign.audit.core.Fork;
import io.countersign.audit.core.IssuerSerial;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.orders.TrustDocument;
import io.countersign.runtime.life.Metrics;
import io.countersign.tlog.TreeHead;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log's figures for Prometheus. */
final class AuditMetrics implements AuditMeter {
    private static final Logger LOG = LoggerFactory.getLogger(AuditMetrics.class);

    private final Counter appended;
    private final Counter known;
    private final Counter toldDifferently;
    private final Counter identityConflicts;
    private final Counter crlConflicts;
    private final Counter foreignHeads;
    private final Counter recreated;
    private final Counter trustRefused;
    private final AtomicLong trustVersion = new AtomicLong();
    private final Counter checkpoints;
    private final Counter receipts;
    private final Counter withheld;
    private final Counter reused;
    private final Counter unverified;

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
        crlConflicts = metrics.counter(
                "countersign_audit_crl_conflicts_total",
                "CRLs that one issuer signed over different bytes under one number: a bug or an owned signer. Both leaves"
                        + " stand; counted again when the leaf index is made anew.");
        foreignHeads = metrics.counter(
                "countersign_audit_foreign_heads_total",
                "Times that a signer, or who writes as one, asked to be led on from a head that is none of this log's: its"
                        + " memory or this log is not what it was.");
        metrics.gauge(
                "countersign_audit_trust_version",
                "Newest version of the trust document that the log holds; certificates, CRLs and redemptions are verified by"
                        + " it and by those before.",
                trustVersion::get);
        trustRefused = metrics.counter(
                "countersign_audit_trust_refused_total",
                "Trust documents told that do not follow from the versions before, or stand where another does: leaves all the"
                        + " same. Counted again at a start or when the leaf index is made anew.");
        recreated = metrics.counter(
                "countersign_audit_topics_recreated_total",
                "Topics found made anew under a known name; each is a leaf.");
        checkpoints = metrics.counter("countersign_audit_checkpoints_total", "Checkpoints signed and published.");
        receipts = metrics.counter(
                "countersign_audit_receipts_total", "Answers to intents sent, with a receipt or without.");
        withheld = metrics.counter(
                "countersign_audit_receipts_withheld_total",
                "Answers to intents without a receipt, repeated ones too: the standing grant was used up by a reuse.");
        reused = metrics.counter(
                "countersign_audit_predecessors_reused_total",
                "Certificates whose key signed a second, different order for their successor: the key is in two hands. The"
                        + " second gets no receipt, and the grants of both are used up; counted again when the leaf index is"
                        + " made anew.");
        unverified = metrics.counter(
                "countersign_audit_redemptions_unverified_total",
                "Intents under a standing grant that do not verify here: forged, or under a trust document that the log"
                        + " does not hold. They use up nothing.");
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
    public void crlConflict(CrlId crl, long first, long second) {
        crlConflicts.increment();
        LOG.error(
                "issuer {} signed two different CRLs under number {}: leaves {} and {}; stop this issuer",
                crl.issuer(),
                crl.number(),
                first,
                second);
    }

    @Override
    public void foreignHead(CheckpointWanted wanted, TreeHead ours) {
        foreignHeads.increment();
        LOG.error(
                "a signer asks for a checkpoint that continues the head of size {} and root {} of '{}', which this log"
                        + " never had; its own head has size {} and root {}: one of the two was set back or forked",
                wanted.size(),
                wanted.root(),
                wanted.origin(),
                ours.size(),
                ours.root());
    }

    @Override
    public void trustVersion(TrustDocument document) {
        trustVersion.accumulateAndGet(document.version(), Math::max);
        LOG.info("verifies by trust document {} ({}) from now on", document.version(), document.digest());
    }

    @Override
    public void trustRefused(long version, Refusal refusal) {
        trustRefused.increment();
        LOG.warn("a trust document that says to be version {} does not follow: {}", version, refusal);
    }

    @Override
    public void trustForked(TrustDocument second) {
        trustRefused.increment();
        LOG.error(
                "OFFICERS HAVE SIGNED TWO TRUST DOCUMENTS {}; the second is {}. Signers may follow either",
                second.version(),
                second.digest());
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
    public void receiptWithheld() {
        withheld.increment();
    }

    @Override
    public void predecessorReused(
            Lineage lineage, IssuerSerial certificate, Fork leaves, Sha256 firstKey, Sha256 secondKey) {
        reused.increment();
        LOG.error(
                "the key of certificate {} of {} (issuer {}) signed two orders for its successor, so it is in two hands:"
                        + " leaf {} for the new key {}, leaf {} for the new key {}; the second gets no receipt and the"
                        + " grant is used up; find out which key is the node's own and revoke the other's certificate",
                certificate.serial(),
                lineage,
                certificate.issuer(),
                leaves.first(),
                firstKey,
                leaves.second(),
                secondKey);
    }

    @Override
    public void redemptionRefused(long leaf, Refusal refusal) {
        unverified.increment();
        LOG.warn("leaf {} claims to redeem a standing grant and does not verify here: {}", leaf, refusal);
    }

    @Override
    public void receiptsSent(int sent) {
        receipts.increment(sent);
    }
}
