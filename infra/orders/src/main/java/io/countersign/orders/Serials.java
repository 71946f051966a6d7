package io.countersign.orders;

import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.x509.IssuerCertificate;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Serial numbers as a pure function of order and item (security 4.1): a retry, a second signer or a lost topic gives the same
 * serial again, and nobody without the key foretells it.
 */
public final class Serials {
    private static final byte[] KEY_LABEL = "countersign/serial-key/1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERIAL_LABEL = "countersign/serial/1".getBytes(StandardCharsets.US_ASCII);

    /** Longest serial that RFC 5280 4.1.2.2 allows. */
    private static final int OCTETS = 20;

    private Serials() {}

    /** What the token's secret is applied to (HMAC-SHA256), once per login and issuer, to give the issuer's key. */
    public static byte[] keyInput(IssuerCertificate issuer) {
        return concat(KEY_LABEL, spkiDigest(issuer));
    }

    /**
     * The serial of one item.
     *
     * @param issuerKey the HMAC of {@link #keyInput} under the token's secret
     * @param order SHA-256 of the order's payload
     */
    public static SerialNumber of(byte[] issuerKey, IssuerCertificate issuer, Sha256 order, int item, String encoder) {
        byte[] input = concat(
                SERIAL_LABEL,
                spkiDigest(issuer),
                order.octets(),
                ByteBuffer.allocate(Integer.BYTES).putInt(item).array(),
                encoder.getBytes(StandardCharsets.US_ASCII));
        byte[] octets = Arrays.copyOf(hmac(issuerKey, input), OCTETS);
        // Top bit 0: positive in 20 octets. Next bit 1: never zero, always the same length; 158 bits remain.
        octets[0] = (byte) ((octets[0] & 0x7f) | 0x40);
        return new SerialNumber(new BigInteger(1, octets));
    }

    private static byte[] spkiDigest(IssuerCertificate issuer) {
        return issuer.keyDigest().octets();
    }

    private static byte[] hmac(byte[] key, byte[] input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(input);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
