package io.countersign.x509;

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

    /** The same for a CA certificate, whose issuer is itself, and for a CRL, whose frame is the same (RFC 5280 5.1). */
    public static byte[] assemble(byte[] tbs, SignatureAlgorithm algorithm, byte[] signature) {
        byte[] bits = new byte[signature.length + 1];
        System.arraycopy(signature, 0, bits, 1, signature.length);
        return Der.sequence(tbs, algorithm.encoded(), Der.value(Der.BIT_STRING, bits));
    }
}
