package io.countersign.x509;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import io.countersign.x509.key.Verifier;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1OctetString;

/** A CA certificate as pinned in the trust document or a file; never one read from a token. */
public final class IssuerCertificate {
    /** Index of keyCertSign in {@link X509Certificate#getKeyUsage()}. */
    private static final int KEY_CERT_SIGN = 5;

    /** Index of cRLSign there. */
    private static final int CRL_SIGN = 6;

    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

    private final X509Certificate certificate;
    private final Bytes der;
    private final Bytes keyIdentifier;
    private final SignatureAlgorithm signatureAlgorithm;
    private final PublicKey verificationKey;
    private final Sha256 digest;
    private final Sha256 keyDigest;

    private IssuerCertificate(X509Certificate certificate, byte[] der) {
        boolean[] usage = certificate.getKeyUsage();
        byte[] identifier = certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
        boolean signs = certificate.getBasicConstraints() >= 0 && usage != null && usage[KEY_CERT_SIGN];
        if (!signs || identifier == null) {
            throw new IllegalArgumentException(
                    certificate.getSubjectX500Principal() + " is no CA with keyCertSign and a subject key identifier");
        }
        this.certificate = certificate;
        this.der = Bytes.of(der);
        byte[] wrapped = ASN1OctetString.getInstance(identifier).getOctets();
        this.keyIdentifier = Bytes.of(ASN1OctetString.getInstance(wrapped).getOctets());
        this.signatureAlgorithm = SignatureAlgorithm.of(certificate.getPublicKey());
        this.verificationKey = verificationKey(certificate.getPublicKey());
        this.digest = this.der.sha256();
        this.keyDigest = Sha256.of(certificate.getPublicKey().getEncoded());
    }

    /** Throws {@link IllegalArgumentException} unless this is the DER of a CA certificate. */
    public static IssuerCertificate of(byte[] der) {
        return new IssuerCertificate(IssuedCertificate.parse(der), der);
    }

    /** Reads exactly one PEM block. */
    public static IssuerCertificate ofPem(String pem) {
        return of(Pem.decode(Pem.CERTIFICATE, pem));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public Bytes der() {
        return der;
    }

    /** SHA-256 of the DER; how orders name the issuer. */
    public Sha256 digest() {
        return digest;
    }

    /** The subject's DER, byte for byte: chains are matched on bytes. */
    public byte[] subject() {
        return certificate.getSubjectX500Principal().getEncoded();
    }

    public PublicKey publicKey() {
        return certificate.getPublicKey();
    }

    /** The same key as an object of the verifying provider, which would otherwise be made anew for every signature. */
    PublicKey verificationKey() {
        return verificationKey;
    }

    private static PublicKey verificationKey(PublicKey key) {
        try {
            return Verifier.publicKey(key.getAlgorithm(), key.getEncoded());
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("not a key of an issuer", e);
        }
    }

    /** SHA-256 of the SubjectPublicKeyInfo; no leaf may carry this key. */
    public Sha256 keyDigest() {
        return keyDigest;
    }

    /** Content of the subject key identifier, which becomes the leaves' authority key identifier. */
    public Bytes keyIdentifier() {
        return keyIdentifier;
    }

    /** The algorithm this issuer signs with, by its key. */
    public SignatureAlgorithm signatureAlgorithm() {
        return signatureAlgorithm;
    }

    /** Whether it may sign CRLs; kubeadm's own CAs may not (kubernetes-pki 1.4). */
    public boolean signsCrls() {
        return certificate.getKeyUsage()[CRL_SIGN];
    }

    public Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    /** Both ends belong to the life (RFC 5280 4.1.2.5). */
    public boolean isValidAt(Instant now) {
        return !now.isBefore(notBefore()) && !now.isAfter(notAfter());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IssuerCertificate that && der.equals(that.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(subject());
    }

    @Override
    public String toString() {
        return certificate.getSubjectX500Principal() + " " + digest();
    }
}
