package io.countersign.x509;

import io.countersign.contracts.Bytes;
import java.io.IOException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The signature algorithms of issuers; which one follows from the key alone, so nobody can choose a weaker one. */
public enum SignatureAlgorithm {
    SHA256_RSA("SHA256withRSA", PKCSObjectIdentifiers.sha256WithRSAEncryption, true),
    SHA256_ECDSA("SHA256withECDSA", X9ObjectIdentifiers.ecdsa_with_SHA256, false),
    SHA384_ECDSA("SHA384withECDSA", X9ObjectIdentifiers.ecdsa_with_SHA384, false);

    private final String jcaName;
    private final AlgorithmIdentifier identifier;
    private final Bytes encoded;

    SignatureAlgorithm(String jcaName, ASN1ObjectIdentifier oid, boolean nullParameters) {
        this.jcaName = jcaName;
        // RSA takes NULL (RFC 4055 5), ECDSA no parameters at all (RFC 5758 3.2).
        this.identifier =
                nullParameters ? new AlgorithmIdentifier(oid, DERNull.INSTANCE) : new AlgorithmIdentifier(oid);
        try {
            this.encoded = Bytes.of(Der.encode(identifier));
        } catch (IOException e) {
            throw new IllegalStateException("an identifier built here encodes", e);
        }
    }

    /** The algorithm of this issuer key; throws for a key no issuer may have. */
    public static SignatureAlgorithm of(PublicKey key) {
        if (key instanceof RSAPublicKey) {
            return SHA256_RSA;
        }
        if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            if (bits == 256) {
                return SHA256_ECDSA;
            }
            if (bits == 384) {
                return SHA384_ECDSA;
            }
        }
        throw new IllegalArgumentException("an issuer key is RSA, P-256 or P-384, not " + key.getAlgorithm());
    }

    /** Name for {@code java.security.Signature}. */
    public String jcaName() {
        return jcaName;
    }

    public AlgorithmIdentifier identifier() {
        return identifier;
    }

    /** DER of {@link #identifier()}. */
    byte[] encoded() {
        return encoded.toArray();
    }
}
