package io.countersign.x509;

import io.countersign.contracts.CertificateId;
import io.countersign.x509.key.Verifier;
import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Reads a certificate back before anybody relies on it. A stale token handle was seen to sign with another CA's key without any
 * error (hsm-facts 6), so the signature is checked with other software and against the pinned CA certificate.
 */
public final class CertificateCheck {
    private CertificateCheck() {}

    /** Whether this certificate holds exactly these to-be-signed bytes, as both parsers read them, and its issuer signed it. */
    public static IssuedCertificate verify(byte[] der, TbsCertificate expected) throws CertificateFaultException {
        TbsInput ordered = expected.input();
        IssuedCertificate read = verify(der, ordered.issuer());
        require(read.tbs().equals(expected.digest()), () -> "other to-be-signed bytes than ordered");
        require(read.names().equals(ordered.names()), () -> "the JDK reads other names: " + read.names());
        require(read.serial().equals(ordered.serial()), () -> "the JDK reads another serial: " + read.serial());
        require(read.notBefore().equals(ordered.notBefore()), () -> "the JDK reads another notBefore");
        require(read.notAfter().equals(ordered.notAfter()), () -> "the JDK reads another notAfter");
        require(read.key().equals(ordered.spki().sha256()), () -> "the JDK reads another key");
        return read;
    }

    /** Whether this issuer signed this certificate; says nothing about dates, names or stops. */
    public static IssuedCertificate verify(byte[] der, IssuerCertificate issuer) throws CertificateFaultException {
        IssuedCertificate read = IssuedCertificate.read(der);
        require(
                Arrays.equals(read.certificate().getIssuerX500Principal().getEncoded(), issuer.subject()),
                () -> "issued under another name than " + issuer);
        String algorithm = issuer.signatureAlgorithm().jcaName();
        require(
                read.certificate()
                        .getSigAlgOID()
                        .equals(issuer.signatureAlgorithm()
                                .identifier()
                                .getAlgorithm()
                                .getId()),
                () -> "not signed with " + algorithm);
        try {
            require(
                    Verifier.verifies(
                            algorithm,
                            issuer.verificationKey(),
                            read.certificate().getTBSCertificate(),
                            read.certificate().getSignature()),
                    () -> "not signed by the key of " + issuer);
        } catch (CertificateEncodingException e) {
            throw new CertificateFaultException("unreadable certificate", e);
        }
        return read;
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
