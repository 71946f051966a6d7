package io.countersign.orders;

import java.io.ByteArrayOutputStream;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** SubjectPublicKeyInfos that some readers take: of P-256 keys, but for one. */
final class OddKeys {
    /** Octets before the uncompressed point: SEQUENCE, algorithm, curve, BIT STRING. */
    private static final int PREFIX = 26;

    private static final int HALF = 32;

    private OddKeys() {}

    static byte[] rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair().getPublic().getEncoded();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The outer length in the long form, which BER allows and DER does not. */
    static byte[] longForm(byte[] spki) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x30);
        out.write(0x81);
        out.write(spki, 1, spki.length - 1);
        return out.toByteArray();
    }

    /** With octets behind the structure. */
    static byte[] longer(byte[] spki) {
        return Arrays.copyOf(spki, spki.length + 2);
    }

    /** The same point by its x coordinate and a sign (SEC 1 2.3.3). */
    static byte[] compressed(byte[] spki) {
        byte[] shorter = Arrays.copyOf(spki, PREFIX + 1 + HALF);
        shorter[1] = (byte) (spki[1] - HALF);
        shorter[PREFIX - 2] = (byte) (spki[PREFIX - 2] - HALF);
        shorter[PREFIX] = (byte) (2 + (spki[spki.length - 1] & 1));
        return shorter;
    }

    /** A point that is not on the curve. */
    static byte[] offCurve(byte[] spki) {
        byte[] off = spki.clone();
        off[off.length - 1] ^= 1;
        return off;
    }
}
