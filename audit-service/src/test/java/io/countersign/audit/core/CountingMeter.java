package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.orders.TrustDocument;
import io.countersign.tlog.TreeHead;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was counted. */
final class CountingMeter implements AuditMeter {
    int appended;
    int known;
    final List<Long> toldDifferently = new ArrayList<>();
    final List<String> identityConflicts = new ArrayList<>();
    final List<String> crlConflicts = new ArrayList<>();
    final List<Long> foreignHeads = new ArrayList<>();
    final List<Long> trustVersions = new ArrayList<>();
    final List<String> trustRefused = new ArrayList<>();
    final List<Long> trustForks = new ArrayList<>();
    final List<String> reused = new ArrayList<>();
    final List<Long> redemptionsRefused = new ArrayList<>();
    int withheld;
    int topicsRecreated;
    int checkpoints;
    int receipts;

    @Override
    public void appended(int leaves) {
        appended += leaves;
    }

    @Override
    public void known(int events) {
        known += events;
    }

    @Override
    public void toldDifferently(Event again, long leaf) {
        toldDifferently.add(leaf);
    }

    @Override
    public void identityConflict(CertificateId certificate, long first, long second) {
        identityConflicts.add(certificate.serial() + ": " + first + ", " + second);
    }

    @Override
    public void crlConflict(CrlId crl, long first, long second) {
        crlConflicts.add(crl.number() + ": " + first + ", " + second);
    }

    @Override
    public void foreignHead(CheckpointWanted wanted, TreeHead ours) {
        foreignHeads.add(wanted.size());
    }

    @Override
    public void trustVersion(TrustDocument document) {
        trustVersions.add(document.version());
    }

    @Override
    public void trustRefused(long version, Refusal refusal) {
        trustRefused.add(refusal.code().code());
    }

    @Override
    public void trustForked(TrustDocument second) {
        trustForks.add(second.version());
    }

    @Override
    public void topicRecreated() {
        topicsRecreated++;
    }

    @Override
    public void checkpointPublished() {
        checkpoints++;
    }

    @Override
    public void receiptsSent(int sent) {
        receipts += sent;
    }

    @Override
    public void receiptWithheld() {
        withheld++;
    }

    @Override
    public void predecessorReused(
            Lineage lineage, IssuerSerial certificate, Fork leaves, Sha256 firstKey, Sha256 secondKey) {
        reused.add(lineage + " " + certificate.serial() + ": " + leaves.first() + " " + firstKey + ", "
                + leaves.second() + " " + secondKey);
    }

    @Override
    public void redemptionRefused(long leaf, Refusal refusal) {
        redemptionsRefused.add(leaf);
    }
}
