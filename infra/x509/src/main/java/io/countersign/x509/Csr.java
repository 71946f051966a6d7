package io.countersign.x509;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.x509.key.CheckedKey;
import io.countersign.x509.key.Verifier;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A PKCS#10 request (RFC 2986) that every reader reads alike: strict DER, a sound key that signed it, names of plain ASCII, and
 * nothing said twice. Having one means all of that was checked.
 */
public final class Csr {
    /** Bytes of DER; an RSA-4096 request with 50 names stays below it (design 5). */
    public static final int MAX_DER = 8 * 1024;

    /** Characters of PEM; the base64 of {@link #MAX_DER} with lines and labels is far shorter (kubernetes-pki 7.2). */
    private static final int MAX_PEM = 64 * 1024;

    private static final Map<ASN1ObjectIdentifier, String> RSA_SIGNATURES = Map.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
            PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
            PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA");
    private static final Map<ASN1ObjectIdentifier, String> EC_SIGNATURES = Map.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA");

    private final Bytes der;
    private final CheckedKey key;
    private final Names names;
    private final boolean asksForKeyEncipherment;
    private final Set<String> requestedPurposes;

    private Csr(Bytes der, CheckedKey key, Names names, RequestedExtensions extensions) {
        this.der = der;
        this.key = key;
        this.names = names;
        this.asksForKeyEncipherment = extensions.asksForKeyEncipherment();
        this.requestedPurposes = Set.copyOf(extensions.purposes());
    }

    /** Reads exactly one PEM block {@code CERTIFICATE REQUEST}. */
    public static Csr readPem(String pem) throws RefusedException {
        if (pem.length() > MAX_PEM) {
            throw new RefusedException(
                    RefusalCode.CSR_TOO_LARGE, pem.length() + " characters of PEM, at most " + MAX_PEM);
        }
        byte[] octets;
        try {
            octets = Pem.decode(Pem.CERTIFICATE_REQUEST, pem);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(RefusalCode.CSR_NOT_PEM, e.getMessage(), e);
        }
        return read(octets);
    }

    /** Reads and checks a request: size, form, key, proof of possession, what it asks for, names, in this order. */
    public static Csr read(byte[] octets) throws RefusedException {
        if (octets.length > MAX_DER) {
            throw new RefusedException(RefusalCode.CSR_TOO_LARGE, octets.length + " octets of DER, at most " + MAX_DER);
        }
        try {
            return check(octets, Der.decode(octets));
        } catch (IOException e) {
            throw new RefusedException(RefusalCode.CSR_NOT_DER, e.getMessage(), e);
        } catch (IllegalArgumentException | IllegalStateException | ArrayIndexOutOfBoundsException e) {
            // Bouncy Castle's way of saying that a value is not of the type its place asks for.
            throw new RefusedException(RefusalCode.CSR_NOT_DER, "not a PKCS#10 request: " + e.getMessage(), e);
        }
    }

    private static Csr check(byte[] octets, ASN1Primitive decoded) throws RefusedException, IOException {
        CertificationRequest request = CertificationRequest.getInstance(decoded);
        CertificationRequestInfo info = request.getCertificationRequestInfo();
        if (!info.getVersion().hasValue(0)) {
            throw new RefusedException(RefusalCode.CSR_NOT_DER, "the version is " + info.getVersion() + ", not 0");
        }
        CheckedKey key = CheckedKey.of(info.getSubjectPublicKeyInfo());
        requireProofOfPossession(octets, request, key);
        RequestedExtensions extensions = RequestedExtensions.read(info.getAttributes());
        SubjectReader subject = SubjectReader.read(info.getSubject());
        SanReader san = extensions.alternativeNames();
        Names names = new Names(subject.commonName(), subject.organizations(), san.dns(), san.ips(), san.uris());
        return new Csr(Bytes.of(octets), key, names, extensions);
    }

    private static void requireProofOfPossession(byte[] octets, CertificationRequest request, CheckedKey key)
            throws RefusedException, IOException {
        String algorithm = signatureAlgorithm(request.getSignatureAlgorithm(), key);
        ASN1BitString signature = request.getSignature();
        boolean proved = signature.getPadBits() == 0
                && Verifier.verifies(
                        algorithm, key.publicKey(), Der.elements(octets).get(0), signature.getOctets());
        if (!proved) {
            throw new RefusedException(RefusalCode.CSR_SIGNATURE_INVALID, "the signature is not by the key in the CSR");
        }
    }

    private static String signatureAlgorithm(AlgorithmIdentifier identifier, CheckedKey key) throws RefusedException {
        boolean rsa = key.algorithm().equals("RSA");
        String name = (rsa ? RSA_SIGNATURES : EC_SIGNATURES).get(identifier.getAlgorithm());
        boolean parametersFit =
                rsa ? DERNull.INSTANCE.equals(identifier.getParameters()) : identifier.getParameters() == null;
        if (name == null || !parametersFit) {
            throw new RefusedException(
                    RefusalCode.CSR_SIGNATURE_ALGORITHM,
                    "algorithm " + identifier.getAlgorithm() + " with a key of type " + key.algorithm());
        }
        return name;
    }

    public Bytes der() {
        return der;
    }

    /** SHA-256 of the DER. */
    public Sha256 digest() {
        return der.sha256();
    }

    /** The rebuilt, canonical SubjectPublicKeyInfo. */
    public Bytes spki() {
        return key.spki();
    }

    /** SHA-256 of {@link #spki()}. */
    public Sha256 keyDigest() {
        return key.spki().sha256();
    }

    public PublicKey publicKey() {
        return key.publicKey();
    }

    /** The names asked for; a certificate gets its names from the order, which must equal these. */
    public Names names() {
        return names;
    }

    /** Whether keyUsage asks for keyEncipherment. */
    public boolean asksForKeyEncipherment() {
        return asksForKeyEncipherment;
    }

    /** The extended key usages asked for, as OIDs; empty when the profile shall decide. */
    public Set<String> requestedPurposes() {
        return requestedPurposes;
    }
}
