package io.countersign.x509;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

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
        byte[] bits = new byte[signature.length + 1];
        System.arraycopy(signature, 0, bits, 1, signature.length);
        return Der.sequence(tbs, algorithm.encoded(), Der.value(Der.BIT_STRING, bits));
    }

    /**
     * The three parts that a certificate consists of.
     *
     * @param tbs DER of the to-be-signed bytes
     * @param algorithm DER of the AlgorithmIdentifier
     * @param signature content of the BIT STRING, all of whose bits count
     */
    @SuppressWarnings("ArrayRecordComponent") // made and taken apart at once inside this package; never compared
    record Parts(byte[] tbs, byte[] algorithm, byte[] signature) {}

    /** Takes a certificate apart; throws when it is anything but three values in DER that fill it. */
    static Parts parts(byte[] der) throws CertificateFaultException {
        try {
            List<byte[]> values = Der.elements(der);
            byte[] bits = values.size() == 3 ? Der.content(Der.BIT_STRING, values.get(2)) : new byte[0];
            if (bits.length < 2 || bits[0] != 0) {
                throw new CertificateFaultException("not a certificate: no three parts with a whole signature");
            }
            return new Parts(values.get(0), values.get(1), Arrays.copyOfRange(bits, 1, bits.length));
        } catch (IOException e) {
            throw new CertificateFaultException("not a certificate: " + e.getMessage(), e);
        }
    }
}
