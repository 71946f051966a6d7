package io.countersign.x509;

import java.io.IOException;
import org.bouncycastle.asn1.DERBitString;

/** Puts to-be-signed bytes and signature together (RFC 5280 4.1); what comes out still has to pass {@link CertificateCheck}. */
public final class SignedCertificate {
    private SignedCertificate() {}

    /**
     * The certificate's DER.
     *
     * @param signature as X.509 carries it: DER of (r, s) for ECDSA, the block for RSA
     */
    public static byte[] assemble(TbsCertificate tbs, byte[] signature) {
        return assemble(tbs.encoded(), tbs.input().issuer().signatureAlgorithm(), signature);
    }

    /** The same for a CA certificate, whose issuer is itself. */
    public static byte[] assemble(byte[] tbs, SignatureAlgorithm algorithm, byte[] signature) {
        try {
            return Der.sequence(tbs, Der.encode(algorithm.identifier()), Der.encode(new DERBitString(signature)));
        } catch (IOException e) {
            throw new IllegalStateException("values built here encode", e);
        }
    }
}
