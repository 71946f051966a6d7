package io.countersign.watcher.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CertificateExpired;
import io.countersign.contracts.event.CertificateExpiring;
import io.countersign.contracts.event.RenewalDue;
import java.time.Instant;
import java.util.Optional;

/** A milestone that a certificate has reached. */
record Announcement(WatchedCertificate certificate, Milestone milestone) {

    /** The event, whose time is the milestone's: told twice, it has the same bytes. */
    Event event() {
        return Event.of(
                milestone.type(),
                ServiceName.WATCHER.source(),
                certificate.lineage().toString(),
                milestone.at(),
                data(),
                Optional.of(certificate.cause()));
    }

    private EventData data() {
        Instant notAfter = certificate.validity().notAfter();
        if (milestone.type() == EventType.CERTIFICATE_EXPIRED) {
            return new CertificateExpired(certificate.lineage(), certificate.id(), notAfter);
        }
        if (milestone.type() == EventType.CERTIFICATE_EXPIRING) {
            return new CertificateExpiring(certificate.lineage(), certificate.id(), notAfter, milestone.threshold());
        }
        return new RenewalDue(
                certificate.lineage(),
                certificate.profile(),
                certificate.id(),
                milestone.at(),
                notAfter,
                certificate.basis());
    }
}
