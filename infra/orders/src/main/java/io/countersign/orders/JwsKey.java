package io.countersign.orders;

import com.nimbusds.jose.crypto.utils.ECChecks;
import io.countersign.contracts.Bytes;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;

/**
 * A public key that may sign messages, with the one algorithm it signs with: the algorithm comes from here and never from a
 * message's header.
 */
public final class JwsKey {
    private final Bytes spki;
    private final JwsAlgorithm algorithm;
    private final ECPublicKey publicKey;

    private JwsKey(Bytes spki, JwsAlgorithm algorithm, ECPublicKey publicKey) {
        this.spki = spki;
        this.algorithm = algorithm;
        this.publicKey = publicKey;
    }

    /**
     * Reads a SubjectPublicKeyInfo.
     *
     * @throws IllegalArgumentException unless it is the canonical encoding of a key on P-256 or P-384
     */
    public static JwsKey of(Bytes spki) {
        try {
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki.toArray()));
            return of(spki, key);
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("not a SubjectPublicKeyInfo of an EC key", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has EC", e);
        }
    }

    public static JwsKey of(PublicKey key) {
        return of(Bytes.of(key.getEncoded()), key);
    }

    private static JwsKey of(Bytes spki, PublicKey key) {
        if (!(key instanceof ECPublicKey publicKey)) {
            throw new IllegalArgumentException("approval keys are EC keys, not " + key.getAlgorithm());
        }
        JwsAlgorithm algorithm = JwsAlgorithm.forKey(publicKey)
                .orElseThrow(() -> new IllegalArgumentException("approval keys are on P-256 or P-384"));
        if (!ECChecks.isPointOnCurve(publicKey, publicKey.getParams())) {
            // The JDK reads any two coordinates as a point.
            throw new IllegalArgumentException("not a point of its curve");
        }
        if (!Bytes.of(publicKey.getEncoded()).equals(spki)) {
            // Two spellings of one key would be two kids, and so perhaps two persons.
            throw new IllegalArgumentException("not the canonical encoding of its key");
        }
        return new JwsKey(spki, algorithm, publicKey);
    }

    /** base64url SHA-256 of the SubjectPublicKeyInfo: a lookup key, nothing more. */
    public String kid() {
        return spki.sha256().toString();
    }

    public Bytes spki() {
        return spki;
    }

    public JwsAlgorithm algorithm() {
        return algorithm;
    }

    public ECPublicKey publicKey() {
        return publicKey;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JwsKey that && spki.equals(that.spki);
    }

    @Override
    public int hashCode() {
        return spki.hashCode();
    }

    @Override
    public String toString() {
        return algorithm + " " + kid();
    }
}
