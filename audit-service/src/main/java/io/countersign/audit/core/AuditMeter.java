package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;

/** What the log counts. Called from the threads that do the work; must not throw. */
public interface AuditMeter {
    void appended(int leaves);

    void known(int events);

    /** An event came again under the id of that leaf, and one of the two is not true; the leaf stays. */
    void toldDifferently(Event again, long leaf);

    /** Both leaves tell of certificates of one issuer under one serial, signed over different bytes. */
    void identityConflict(CertificateId certificate, long first, long second);

    void topicRecreated();

    void checkpointPublished();

    void receiptsSent(int receipts);
}
