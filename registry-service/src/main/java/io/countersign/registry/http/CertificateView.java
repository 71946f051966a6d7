package io.countersign.registry.http;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.CertificateRecord;
import io.countersign.registry.core.StandingCertificate;
import io.countersign.registry.core.StandingRevocation;
import io.countersign.registry.core.TimelineEntry;
import io.countersign.x509.Pem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A certificate on the wire.
 *
 * @param fingerprint SHA-256 of the DER, hex
 * @param issuer the CA's name inside the cluster
 * @param revokedAt as the CRL has it, with the {@code reason} in the words of RFC 5280
 * @param intent event id of the intent, {@code entry} its index in the audit log
 */
record CertificateView(
        String fingerprint,
        SerialNumber serial,
        String issuer,
        Lineage lineage,
        String profile,
        String state,
        Instant notBefore,
        Instant notAfter,
        Names names,
        String request,
        Sha256 order,
        CertificateId id,
        String intent,
        long entry,
        String event,
        Instant issuedAt,
        String pem,
        Optional<Instant> revokedAt,
        Optional<RevocationReason> reason,
        Optional<List<TimelineView>> timeline) {

    static CertificateView of(StandingCertificate standing, String issuer, Optional<List<TimelineEntry>> past) {
        CertificateRecord certificate = standing.certificate();
        return new CertificateView(
                certificate.fingerprint().hex(),
                certificate.id().serial(),
                issuer,
                certificate.lineage(),
                certificate.profile(),
                standing.standing().wireName(),
                certificate.notBefore(),
                certificate.notAfter(),
                certificate.names(),
                certificate.request(),
                certificate.order(),
                certificate.id(),
                certificate.intent(),
                certificate.leafIndex(),
                certificate.event(),
                certificate.issuedAt(),
                pem(certificate),
                standing.revocation().map(StandingRevocation::at),
                standing.revocation().map(StandingRevocation::reason),
                past.map(TimelineView::of));
    }

    static String pem(CertificateRecord certificate) {
        return Pem.encode(Pem.CERTIFICATE, certificate.der().toArray());
    }
}
