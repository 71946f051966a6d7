package io.countersign.x509;

import io.countersign.x509.key.Verifier;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The three parts of a certificate and of a CRL (RFC 5280 4.1 and 5.1).
 *
 * @param tbs DER of the to-be-signed bytes
 * @param algorithm DER of the AlgorithmIdentifier
 * @param signature content of the BIT STRING, all of whose bits count
 */
@SuppressWarnings("ArrayRecordComponent") // made and taken apart at once by the two checks; never compared
public record SignedParts(byte[] tbs, byte[] algorithm, byte[] signature) {
    /** Takes them apart; throws when this is anything but three values in DER that fill it. */
    public static SignedParts of(byte[] der) throws IOException {
        List<byte[]> values = Der.elements(der);
        byte[] bits = values.size() == 3 ? Der.content(Der.BIT_STRING, values.get(2)) : new byte[0];
        if (bits.length < 2 || bits[0] != 0) {
            throw new IOException("no three parts with a whole signature");
        }
        return new SignedParts(values.get(0), values.get(1), Arrays.copyOfRange(bits, 1, bits.length));
    }

    /** Why this is not the issuer's signature over these bytes; empty when it is. */
    public Optional<String> fault(IssuerCertificate issuer) {
        SignatureAlgorithm due = issuer.signatureAlgorithm();
        if (!Arrays.equals(algorithm, due.encoded())) {
            return Optional.of("not signed with " + due.jcaName() + ", or not in its one encoding");
        }
        return Verifier.verifies(due.jcaName(), issuer.verificationKey(), tbs, signature)
                ? Optional.empty()
                : Optional.of("not signed by the key of " + issuer);
    }
}
