package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.util.Optional;

/**
 * Which told certificates and CRLs count: those that a trusted CA signed and that are what their event says. The signature bytes
 * are no part of an event's id, so whoever owns the broker could otherwise have a forgery logged in the true event's place.
 */
public final class IssuerSignatures {
    private final TrustVersions trust;

    public IssuerSignatures(TrustVersions trust) {
        this.trust = trust;
    }

    /** Refuses a certificate or CRL that does not verify; every other event passes. */
    public void require(Event event) throws UnreadableException {
        try {
            if (event.data() instanceof CertificateIssued told) {
                verify(told);
            } else if (event.data() instanceof CrlPublished told) {
                verify(told);
            }
        } catch (CertificateFaultException e) {
            throw new UnreadableException(UnreadableReason.CERTIFICATE_INVALID, String.valueOf(e.getMessage()), e);
        } catch (CrlFaultException e) {
            throw new UnreadableException(UnreadableReason.CRL_INVALID, String.valueOf(e.getMessage()), e);
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

    boolean hold(CrlPublished told) {
        try {
            verify(told);
            return true;
        } catch (CrlFaultException e) {
            return false;
        }
    }

    private void verify(CertificateIssued told) throws CertificateFaultException {
        IssuerCertificate issuer = issuer(told.id().issuer())
                .orElseThrow(() -> new CertificateFaultException(
                        "no such issuer: " + told.id().issuer()));
        IssuedCertificate read = CertificateCheck.verify(told.certificate().toArray(), issuer);
        CertificateId id = CertificateCheck.id(read, issuer);
        if (!id.equals(told.id())) {
            throw new CertificateFaultException("the certificate is " + id);
        }
        boolean same = read.names().equals(told.names())
                && read.key().equals(told.key())
                && read.notBefore().equals(told.notBefore())
                && read.notAfter().equals(told.notAfter());
        if (!same) {
            throw new CertificateFaultException(
                    "the certificate has other names, another key or another life than the event says");
        }
    }

    private void verify(CrlPublished told) throws CrlFaultException {
        IssuerCertificate issuer =
                issuer(told.issuer()).orElseThrow(() -> new CrlFaultException("no such issuer: " + told.issuer()));
        Crl read = Crl.verify(told.crl().toArray(), issuer);
        boolean same = read.number() == told.number()
                && read.tbs().equals(told.tbs())
                && read.thisUpdate().equals(told.thisUpdate())
                && read.nextUpdate().equals(told.nextUpdate())
                && read.entries().size() == told.entries();
        if (!same) {
            throw new CrlFaultException("the CRL is " + read + ", not what the event says");
        }
    }

    private Optional<IssuerCertificate> issuer(Sha256 digest) {
        return trust.issuer(digest).map(issuer -> issuer.certificate());
    }
}
