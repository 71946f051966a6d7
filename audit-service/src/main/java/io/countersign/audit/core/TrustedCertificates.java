package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;

/**
 * Which told certificates count: those that a trusted CA signed and that are what their event says. The signature bytes are no
 * part of an event's id, so whoever owns the broker could otherwise have a forgery logged in the true event's place.
 */
public final class TrustedCertificates {
    private final TrustDocument trust;

    public TrustedCertificates(TrustDocument trust) {
        this.trust = trust;
    }

    /** Refuses a certificate that does not verify; every other event passes. */
    public void require(Event event) throws UnreadableException {
        if (event.data() instanceof CertificateIssued told) {
            try {
                verify(told);
            } catch (CertificateFaultException e) {
                throw new UnreadableException(UnreadableReason.CERTIFICATE_INVALID, String.valueOf(e.getMessage()), e);
            }
        }
    }

    boolean hold(CertificateIssued told) {
        try {
            verify(told);
            return true;
        } catch (CertificateFaultException e) {
            return false;
        }
    }

    private void verify(CertificateIssued told) throws CertificateFaultException {
        TrustedIssuer issuer = trust.issuer(told.id().issuer())
                .orElseThrow(() -> new CertificateFaultException(
                        "no such issuer: " + told.id().issuer()));
        IssuedCertificate read = CertificateCheck.verify(told.certificate().toArray(), issuer.certificate());
        CertificateId id = CertificateCheck.id(read, issuer.certificate());
        require(id.equals(told.id()), "the certificate is " + id);
        require(
                read.names().equals(told.names())
                        && read.key().equals(told.key())
                        && read.notBefore().equals(told.notBefore())
                        && read.notAfter().equals(told.notAfter()),
                "the certificate has other names, another key or another life than the event says");
    }

    private static void require(boolean holds, String otherwise) throws CertificateFaultException {
        if (!holds) {
            throw new CertificateFaultException(otherwise);
        }
    }
}
