package io.countersign.audit.core;

/** What the log counts. Called from the threads that do the work; must not throw. */
public interface AuditMeter {
    void appended(int leaves);

    void known(int events);

    /** The same event was told again with other data beside its identity; the log keeps the first bytes. */
    void toldDifferently();

    void topicRecreated();

    void checkpointPublished();

    void receiptsSent(int receipts);
}
