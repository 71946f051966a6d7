package io.countersign.registry.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;

/**
 * Whether an event holds a certificate of ours that says what the event says. Only the certificate counts: whoever owns the broker
 * can write events, but cannot sign certificates.
 */
final class CertificateVerification {
    private final TrustDocument trust;

    CertificateVerification(TrustDocument trust) {
        this.trust = trust;
    }

    void verify(String subject, CertificateIssued told) throws UnreadableException {
        TrustedIssuer issuer = trust.issuer(told.id().issuer())
                .orElseThrow(() -> fault("no such issuer: " + told.id().issuer()));
        IssuedCertificate read;
        try {
            read = CertificateCheck.verify(told.certificate().toArray(), issuer.certificate());
        } catch (CertificateFaultException forged) {
            throw new UnreadableException(
                    UnreadableReason.CERTIFICATE_INVALID, String.valueOf(forged.getMessage()), forged);
        }
        CertificateId id = CertificateCheck.id(read, issuer.certificate());
        require(id.equals(told.id()), "the certificate is " + id);
        require(read.names().equals(told.names()), "the certificate names " + read.names());
        require(read.key().equals(told.key()), "the certificate holds another key");
        require(
                read.notBefore().equals(told.notBefore()) && read.notAfter().equals(told.notAfter()),
                "the certificate lives from " + read.notBefore() + " to " + read.notAfter());
        require(subject.equals(told.lineage().toString()), "the event is about " + subject);
        requirePlace(told, issuer);
    }

    /** A true certificate told under another lineage would displace that lineage's own. */
    private void requirePlace(CertificateIssued told, TrustedIssuer issuer) throws UnreadableException {
        require(told.lineage().cluster().equals(issuer.cluster()), "the issuer serves " + issuer.cluster());
        TrustedCluster cluster = trust.cluster(issuer.cluster())
                .orElseThrow(() -> new IllegalStateException("an issuer stands in its cluster"));
        Profile profile = trust.profile(told.profile()).orElseThrow(() -> fault("no such profile: " + told.profile()));
        try {
            profile.check(told.names(), told.lineage(), cluster.facts());
        } catch (RefusedException elsewhere) {
            throw new UnreadableException(
                    UnreadableReason.CERTIFICATE_INVALID, String.valueOf(elsewhere.getMessage()), elsewhere);
        }
    }

    private static void require(boolean holds, String otherwise) throws UnreadableException {
        if (!holds) {
            throw fault(otherwise);
        }
    }

    private static UnreadableException fault(String detail) {
        return new UnreadableException(UnreadableReason.CERTIFICATE_INVALID, detail);
    }
}
