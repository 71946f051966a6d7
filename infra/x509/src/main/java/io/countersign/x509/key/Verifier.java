package io.countersign.x509.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/**
 * Checks signatures with software of another maker than the token's. Amazon's provider is taken where it loads, because the
 * JDK's own takes 18 times as long for P-256 (hsm-facts 4); the answer is the same. No provider is registered globally.
 */
public final class Verifier {
    private static final Optional<Provider> FAST = fastProvider();

    private Verifier() {}

    private static Optional<Provider> fastProvider() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        return provider.getLoadingError() == null ? Optional.of(provider) : Optional.empty();
    }

    /** Which provider checks keys of this kind, {@code RSA} or {@code EC}. */
    public static Provider provider(String keyAlgorithm) {
        return FAST.orElseGet(() -> jdkProvider(keyAlgorithm));
    }

    static Provider jdkProvider(String keyAlgorithm) {
        return Security.getProvider(keyAlgorithm.equals("RSA") ? "SunRsaSign" : "SunEC");
    }

    /** Makes the key of a checked, canonical SubjectPublicKeyInfo. */
    public static PublicKey publicKey(String keyAlgorithm, byte[] spki) throws InvalidKeySpecException {
        try {
            return KeyFactory.getInstance(keyAlgorithm, provider(keyAlgorithm))
                    .generatePublic(new X509EncodedKeySpec(spki));
        } catch (InvalidKeySpecException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key factory for " + keyAlgorithm, e);
        }
    }

    /** Whether this is the key's signature over the message; a damaged signature is simply not one. */
    public static boolean verifies(String signatureAlgorithm, PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(signatureAlgorithm, provider(key.getAlgorithm()));
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no " + signatureAlgorithm, e);
        }
    }
}
