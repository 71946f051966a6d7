package io.countersign.x509;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a certificate back before anybody relies on it. A stale token handle was seen to sign with another CA's key without any
 * error (hsm-facts 6), so the signature is checked with other software and against the pinned CA certificate.
 */
public final class CertificateCheck {
    private CertificateCheck() {}

    /**
     * Whether this certificate is exactly the ordered bytes, the issuer's algorithm and the issuer's signature. The bytes are the
     * ones that were linted and that the JDK read before signing; what is equal octet by octet need not be read again to be known.
     */
    public static IssuedCertificate verify(byte[] der, TbsCertificate expected) throws CertificateFaultException {
        IssuedCertificate read = expected.reading();
        TbsInput ordered = expected.input();
        require(read.names().equals(ordered.names()), () -> "the JDK reads other names: " + read.names());
        require(read.serial().equals(ordered.serial()), () -> "the JDK reads another serial: " + read.serial());
        require(read.notBefore().equals(ordered.notBefore()), () -> "the JDK reads another notBefore");
        require(read.notAfter().equals(ordered.notAfter()), () -> "the JDK reads another notAfter");
        require(read.key().equals(ordered.spki().sha256()), () -> "the JDK reads another key");
        byte[] tbs = expected.encoded();
        SignedParts parts = parts(der);
        require(Arrays.equals(parts.tbs(), tbs), () -> "other to-be-signed bytes than ordered");
        requireSignature(parts, ordered.issuer());
        return read.within(Bytes.of(der));
    }

    /** Whether this issuer signed this certificate; says nothing about dates, names or stops. */
    public static IssuedCertificate verify(byte[] der, IssuerCertificate issuer) throws CertificateFaultException {
        X509Certificate parsed;
        try {
            parsed = IssuedCertificate.parse(der);
        } catch (IllegalArgumentException e) {
            throw new CertificateFaultException("unreadable certificate: " + e.getMessage(), e);
        }
        require(
                Arrays.equals(parsed.getIssuerX500Principal().getEncoded(), issuer.subject()),
                () -> "issued under another name than " + issuer);
        requireSignature(parts(der), issuer);
        return IssuedCertificate.of(parsed, der);
    }

    private static SignedParts parts(byte[] der) throws CertificateFaultException {
        try {
            return SignedParts.of(der);
        } catch (IOException e) {
            throw new CertificateFaultException("not a certificate: " + e.getMessage(), e);
        }
    }

    private static void requireSignature(SignedParts parts, IssuerCertificate issuer) throws CertificateFaultException {
        Optional<String> fault = parts.fault(issuer);
        if (fault.isPresent()) {
            throw new CertificateFaultException(fault.get());
        }
    }

    /** Identity of a certificate of this issuer. */
    public static CertificateId id(IssuedCertificate certificate, IssuerCertificate issuer) {
        return new CertificateId(issuer.digest(), certificate.serial(), certificate.tbs());
    }

    private static void require(boolean holds, Supplier<String> fault) throws CertificateFaultException {
        if (!holds) {
            throw new CertificateFaultException(fault.get());
        }
    }
}
