package io.countersign.hsm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a new generation must still do right: sign for every pinned key, give the same MAC for every used secret. */
final class Probes {
    /** No certificate or CRL starts with this text, so a probe signature can never be taken for one. */
    static final byte[] PREFIX = "countersign-probe/1".getBytes(StandardCharsets.US_ASCII);

    private static final Logger LOG = LoggerFactory.getLogger(Probes.class);

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
            require(generation, key);
        }
        for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
            operations.incrementAndGet();
            if (!MessageDigest.isEqual(secret.getValue(), generation.mac(secret.getKey(), PREFIX))) {
                throw new HsmUnavailableException("the secret " + secret.getKey() + " is not the one used before");
            }
        }
    }

    /** The key of this public key, proved once in each generation; no other is ever asked for a signature. */
    PrivateKey require(Generation generation, PublicKey publicKey) throws HsmException, GeneralSecurityException {
        return find(generation, publicKey).orElseThrow(Probes::unproven);
    }

    /** As {@link #require}; empty when every key that claims to be the one has signed a probe and none verified. */
    Optional<PrivateKey> find(Generation generation, PublicKey publicKey)
            throws HsmException, GeneralSecurityException {
        Optional<PrivateKey> known = generation.proven(publicKey);
        if (known.isPresent()) {
            return known;
        }
        for (PrivateKey claimant : generation.claimants(publicKey)) {
            if (signsFor(generation, claimant, publicKey)) {
                generation.remember(publicKey, claimant);
                return Optional.of(claimant);
            }
        }
        return Optional.empty();
    }

    static HsmUnavailableException unproven() {
        return new HsmUnavailableException(
                "a probe signature does not verify under the pinned public key: the key's certificate is another key's");
    }

    private boolean signsFor(Generation generation, PrivateKey key, PublicKey publicKey)
            throws GeneralSecurityException {
        SignatureScheme scheme = SignatureScheme.of(publicKey);
        byte[] message = new byte[PREFIX.length + 16];
        random.nextBytes(message);
        System.arraycopy(PREFIX, 0, message, 0, PREFIX.length);
        operations.incrementAndGet();
        byte[] signature = generation.sign(key, scheme, scheme.tokenInput(message));
        // Our PKCS#11 provider is not registered, so this is a software verifier.
        Signature verifier = Signature.getInstance(scheme.algorithm());
        verifier.initVerify(publicKey);
        verifier.update(message);
        try {
            return verifier.verify(signature);
        } catch (SignatureException e) {
            LOG.debug("a probe signature has another key's shape", e);
            return false;
        }
    }
}
