package io.countersign.hsm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a new generation must still do right: sign for every pinned key, give the same MAC for every used secret. */
final class Probes {
    /** No certificate or CRL starts with this text, so a probe signature can never be taken for one. */
    static final byte[] PREFIX = "countersign-probe/1".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random;
    private final AtomicLong operations;
    private final Map<KeyFingerprint, PublicKey> keys = new ConcurrentHashMap<>();
    private final Map<String, byte[]> secrets = new ConcurrentHashMap<>();

    Probes(SecureRandom random, AtomicLong operations) {
        this.random = random;
        this.operations = operations;
    }

    void expectKey(PublicKey publicKey) {
        keys.put(KeyFingerprint.of(publicKey), publicKey);
    }

    /** Remembers the secret's answer at its first use: another secret under the same label would change serials. */
    void expectSecret(String label, Generation generation) throws HsmException, GeneralSecurityException {
        if (!secrets.containsKey(label)) {
            operations.incrementAndGet();
            secrets.putIfAbsent(label, generation.mac(label, PREFIX));
        }
    }

    void check(Generation generation) throws HsmException, GeneralSecurityException {
        for (PublicKey key : keys.values()) {
            checkKey(generation, key, SignatureScheme.of(key));
        }
        for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
            operations.incrementAndGet();
            if (!MessageDigest.isEqual(secret.getValue(), generation.mac(secret.getKey(), PREFIX))) {
                throw new HsmUnavailableException("the secret " + secret.getKey() + " is not the one used before");
            }
        }
    }

    private void checkKey(Generation generation, PublicKey publicKey, SignatureScheme scheme)
            throws HsmException, GeneralSecurityException {
        byte[] message = new byte[PREFIX.length + 16];
        random.nextBytes(message);
        System.arraycopy(PREFIX, 0, message, 0, PREFIX.length);
        operations.incrementAndGet();
        byte[] signature = generation.sign(publicKey, scheme, scheme.tokenInput(message));
        // Our PKCS#11 provider is not registered, so this is a software verifier.
        Signature verifier = Signature.getInstance(scheme.algorithm());
        verifier.initVerify(publicKey);
        verifier.update(message);
        if (!verifier.verify(signature)) {
            throw new HsmUnavailableException("a probe signature does not verify under the pinned public key");
        }
    }
}
