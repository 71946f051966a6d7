package io.countersign.x509.corpus;

import io.countersign.x509.CsrForge;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;

/** Sound keys and requests that rows start from, so that a case has the one fault of its row. Keys are made at run time. */
final class Sound {
    private static final int EC_KEYS = 8;

    private static final List<KeyPair> P256 = keys("EC", new ECGenParameterSpec("secp256r1"), EC_KEYS);
    private static final List<KeyPair> P384 = keys("EC", new ECGenParameterSpec("secp384r1"), EC_KEYS);
    private static final List<KeyPair> RSA =
            keys("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4), 2);

    private Sound() {}

    static KeyPair p256(int number) {
        return P256.get(Math.floorMod(number, P256.size()));
    }

    static KeyPair p384(int number) {
        return P384.get(Math.floorMod(number, P384.size()));
    }

    static KeyPair rsa(int number) {
        return RSA.get(Math.floorMod(number, RSA.size()));
    }

    /** Mostly P-256 as in clusters, sometimes P-384 or RSA. */
    static KeyPair anyKey(Draw draw) {
        return switch (draw.index() % 8) {
            case 6 -> p384(draw.index());
            case 7 -> rsa(draw.index());
            default -> p256(draw.index());
        };
    }

    /** A request with a key and nothing else. */
    static CsrForge bare(Draw draw) {
        return CsrForge.with(anyKey(draw));
    }

    /** With a user's subject. */
    static CsrForge named(Draw draw) {
        return bare(draw).o(draw.word()).cn(draw.word());
    }

    /** With subject and alternative names. */
    static CsrForge full(Draw draw) {
        return named(draw)
                .san(
                        new GeneralName(GeneralName.dNSName, draw.word() + ".example.org"),
                        new GeneralName(GeneralName.iPAddress, "10.0.0." + draw.between(1, 254)));
    }

    /** From a seed, so that a failing case can be made again. */
    private static List<KeyPair> keys(String algorithm, AlgorithmParameterSpec parameters, int count) {
        try {
            SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
            seeded.setSeed(HostileCsrTest.SEED);
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters, seeded);
            List<KeyPair> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                keys.add(generator.generateKeyPair());
            }
            return List.copyOf(keys);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
