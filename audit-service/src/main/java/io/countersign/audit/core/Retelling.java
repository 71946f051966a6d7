package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import java.io.IOException;

/**
 * Whether an event that comes again means what its leaf means. Its id covers all but the members that may vary between two
 * honest tellings; words and proofs may, and so may a certificate's signature and the intent it followed from, if they hold.
 */
final class Retelling {
    private final LoggedEvents log;
    private final TrustedCertificates certificates;

    Retelling(LoggedEvents log, TrustedCertificates certificates) {
        this.log = log;
        this.certificates = certificates;
    }

    boolean sameMeaning(Event first, Event again, long size) throws IOException {
        if (first.type() != EventType.CERTIFICATE_ISSUED || first.data().equals(again.data())) {
            return true;
        }
        return holds(first.data(CertificateIssued.class), size) && holds(again.data(CertificateIssued.class), size);
    }

    private boolean holds(CertificateIssued told, long size) throws IOException {
        return certificates.hold(told) && followsFromItsIntent(told, size);
    }

    private boolean followsFromItsIntent(CertificateIssued told, long size) throws IOException {
        if (told.leafIndex() < 0 || told.leafIndex() >= size) {
            return false;
        }
        Event leaf = log.event(told.leafIndex());
        return leaf.id().equals(told.intent())
                && leaf.data() instanceof CertificateIntended intended
                && intended.id().equals(told.id());
    }
}
