package io.countersign.audit.core;

/** Remembers what was counted. */
final class CountingMeter implements AuditMeter {
    int appended;
    int known;
    int toldDifferently;
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
    public void toldDifferently() {
        toldDifferently++;
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
}
