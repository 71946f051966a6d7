package io.countersign.x509;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys made at run time, one of each kind per test JVM, because RSA keys take their time. */
public final class TestKeys {
    private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();

    private TestKeys() {}

    public static KeyPair p256() {
        return KEYS.computeIfAbsent("p256", name -> ec("secp256r1"));
    }

    public static KeyPair p384() {
        return KEYS.computeIfAbsent("p384", name -> ec("secp384r1"));
    }

    public static KeyPair rsa2048() {
        return KEYS.computeIfAbsent(
                "rsa2048", name -> generate("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4)));
    }

    /** A new key of a curve the JDK knows. */
    public static KeyPair ec(String curve) {
        return generate("EC", new ECGenParameterSpec(curve));
    }

    public static KeyPair generate(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
