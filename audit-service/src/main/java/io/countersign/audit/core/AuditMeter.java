package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.orders.TrustDocument;
import io.countersign.tlog.TreeHead;

/** What the log counts. Called from the threads that do the work; must not throw. */
public interface AuditMeter {
    void appended(int leaves);

    void known(int events);

    /** An event came again under the id of that leaf, and one of the two is not true; the leaf stays. */
    void toldDifferently(Event again, long leaf);

    /** Both leaves tell of certificates of one issuer under one serial, signed over different bytes. */
    void identityConflict(CertificateId certificate, long first, long second);

    /** Both leaves hold CRLs of one issuer under one number, signed over different bytes. */
    void crlConflict(CrlId crl, long first, long second);

    /** Somebody, a signer by its word, remembers a head that is none of this log's. */
    void foreignHead(CheckpointWanted wanted, TreeHead ours);

    /** By this version, too, certificates, CRLs and redemptions are verified from now on. */
    void trustVersion(TrustDocument document);

    /** The leaf of a trust document that does not follow from those before; it counts for nothing unless its predecessor comes. */
    void trustRefused(long version, Refusal refusal);

    /** Officers have signed two documents for one place, and both count here. */
    void trustForked(TrustDocument second);

    void topicRecreated();

    void checkpointPublished();

    void receiptsSent(int receipts);

    /** An intent was answered without a receipt. */
    void receiptWithheld();

    /** The key of one certificate signed two orders: first for the one new key, second for the other. */
    void predecessorReused(Lineage lineage, IssuerSerial certificate, Fork leaves, Sha256 firstKey, Sha256 secondKey);

    /** An intent claims to redeem a standing grant and does not: forged, or under a trust document that is not known here. */
    void redemptionRefused(long leaf, Refusal refusal);
}
