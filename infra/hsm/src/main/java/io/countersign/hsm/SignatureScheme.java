package io.countersign.hsm;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How a key of each kind signs: hash here, then one call with the finished input. Streaming into a PKCS#11 signature
 * costs a call per write, up to 131 for one certificate.
 */
enum SignatureScheme {
    SHA256_WITH_ECDSA("SHA256withECDSA", "SHA-256", "NONEwithECDSA", ""),
    SHA384_WITH_ECDSA("SHA384withECDSA", "SHA-384", "NONEwithECDSA", ""),
    /** The prefix is the DER DigestInfo of SHA-256 up to the hash (RFC 8017, 9.2 note 1). */
    SHA256_WITH_RSA("SHA256withRSA", "SHA-256", "NONEwithRSA", "3031300d060960864801650304020105000420");

    private final String algorithm;
    private final String digest;
    private final String rawAlgorithm;
    private final byte[] prefix;

    SignatureScheme(String algorithm, String digest, String rawAlgorithm, String prefix) {
        this.algorithm = algorithm;
        this.digest = digest;
        this.rawAlgorithm = rawAlgorithm;
        this.prefix = HexFormat.of().parseHex(prefix);
    }

    static SignatureScheme of(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= 2048) {
            return SHA256_WITH_RSA;
        }
        String curve = key instanceof ECPublicKey ec ? curve(ec) : "none";
        return switch (curve) {
            case "1.2.840.10045.3.1.7", "secp256r1" -> SHA256_WITH_ECDSA;
            case "1.3.132.0.34", "secp384r1" -> SHA384_WITH_ECDSA;
            default ->
                throw new IllegalArgumentException("a CA key is P-256, P-384 or RSA of at least 2048 bits, not this "
                        + key.getAlgorithm() + " key");
        };
    }

    /** What the JDK answers as the name of a known curve: up to 24 its OID, since 25 its name. */
    private static String curve(ECPublicKey key) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(key.getParams());
            return parameters.getParameterSpec(ECGenParameterSpec.class).getName();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key's curve is not a named one", e);
        }
    }

    /** JCA name of the whole signature, as a verifier wants it. */
    String algorithm() {
        return algorithm;
    }

    /** JCA name of the token's part. */
    String rawAlgorithm() {
        return rawAlgorithm;
    }

    /** What goes to the token for this message. */
    byte[] tokenInput(byte[] message) {
        try {
            byte[] hash = MessageDigest.getInstance(digest).digest(message);
            byte[] input = Arrays.copyOf(prefix, prefix.length + hash.length);
            System.arraycopy(hash, 0, input, prefix.length, hash.length);
            return input;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + digest, e);
        }
    }

    /** PKCS#11 gives r and s side by side; certificates and notes want the DER of RFC 3279, 2.2.3. */
    static byte[] derFromRaw(byte[] raw) {
        int half = raw.length / 2;
        byte[] r = new BigInteger(1, Arrays.copyOfRange(raw, 0, half)).toByteArray();
        byte[] s = new BigInteger(1, Arrays.copyOfRange(raw, half, raw.length)).toByteArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length + 9);
        int length = 4 + r.length + s.length;
        // At most 4 + 2 * 49 = 102 bytes for P-384, so the short length form always fits.
        out.write(0x30);
        out.write(length);
        for (byte[] integer : new byte[][] {r, s}) {
            out.write(0x02);
            out.write(integer.length);
            out.writeBytes(integer);
        }
        return out.toByteArray();
    }
}
