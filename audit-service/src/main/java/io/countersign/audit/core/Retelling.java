package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.CrlPublished;
import java.io.IOException;

/**
 * Whether an event that comes again means what its leaf means. Its id covers all but the members that may vary between two
 * honest tellings; words and proofs may, and so may the signature of a certificate or CRL and the intent it followed from, if they
 * hold.
 */
final class Retelling {
    private final LoggedEvents log;
    private final IssuerSignatures signatures;

    Retelling(LoggedEvents log, IssuerSignatures signatures) {
        this.log = log;
        this.signatures = signatures;
    }

    boolean sameMeaning(Event first, Event again, long size) throws IOException {
        return first.data().equals(again.data()) || (holds(first.data(), size) && holds(again.data(), size));
    }

    private boolean holds(EventData told, long size) throws IOException {
        if (told instanceof CertificateIssued issued) {
            return holds(issued, size);
        }
        return !(told instanceof CrlPublished crl) || holds(crl, size);
    }

    private boolean holds(CertificateIssued told, long size) throws IOException {
        return signatures.hold(told)
                && intent(told.intent(), told.leafIndex(), size) instanceof CertificateIntended intended
                && intended.id().equals(told.id());
    }

    private boolean holds(CrlPublished told, long size) throws IOException {
        return signatures.hold(told)
                && intent(told.intent(), told.leafIndex(), size) instanceof CrlIntended intended
                && new CrlId(intended.issuer(), intended.number(), intended.tbs()).equals(CrlId.of(told));
    }

    /** What stands at that leaf under that id; null when nothing does. */
    private EventData intent(String id, long leafIndex, long size) throws IOException {
        if (leafIndex < 0 || leafIndex >= size) {
            return null;
        }
        Event leaf = log.event(leafIndex);
        return leaf.id().equals(id) ? leaf.data() : null;
    }
}
