package io.countersign.cli.trust;

import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Pem;
import java.util.List;

/** A certificate that a CA of the trust document has signed, whoever delivered it. */
public record VerifiedCertificate(IssuedCertificate certificate, TrustedIssuer issuer) {
    public static VerifiedCertificate ofPem(String pem, TrustDocument trust) throws CertificateFaultException {
        try {
            return of(Pem.decode(Pem.CERTIFICATE, pem), trust);
        } catch (IllegalArgumentException e) {
            throw new CertificateFaultException("not one certificate in PEM: " + e.getMessage(), e);
        }
    }

    public static VerifiedCertificate of(byte[] der, TrustDocument trust) throws CertificateFaultException {
        IssuedCertificate unverified = IssuedCertificate.read(der);
        List<TrustedIssuer> called = trust.issuers().stream()
                .filter(issuer -> issuer.certificate()
                        .certificate()
                        .getSubjectX500Principal()
                        .equals(unverified.certificate().getIssuerX500Principal()))
                .toList();
        CertificateFaultException last = new CertificateFaultException("no CA of the trust document is called "
                + unverified.certificate().getIssuerX500Principal());
        for (TrustedIssuer issuer : called) {
            try {
                return new VerifiedCertificate(CertificateCheck.verify(der, issuer.certificate()), issuer);
            } catch (CertificateFaultException e) {
                last = e; // Two clusters' CAs may have one name; the key decides.
            }
        }
        throw last;
    }
}
