package io.countersign.hsm;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * One life of a connection to a token: provider, login and key handles, all dropped together when the HSM fails. Handles
 * of an old life may point at other keys in the next one, so nothing outlives its generation.
 */
final class Generation {
    private final int number;
    private final Provider provider;
    private final KeyStore keyStore;
    private final Map<KeyFingerprint, List<PrivateKey>> keys;
    private final Map<KeyFingerprint, PrivateKey> proven = new ConcurrentHashMap<>();
    private final HsmCalls calls;

    private Generation(
            int number,
            Provider provider,
            KeyStore keyStore,
            Map<KeyFingerprint, List<PrivateKey>> keys,
            HsmCalls calls) {
        this.number = number;
        this.provider = provider;
        this.keyStore = keyStore;
        this.keys = keys;
        this.calls = calls;
    }

    /**
     * Connects, finds the slot, logs in, lists the keys. May hang.
     *
     * <p>The slot is looked up by label each time, although every look-up keeps a library handle open for the life of the process:
     * behind the slot number of an earlier life another token may stand, and the PIN must not be tried on it.
     */
    static Generation open(int number, TokenConfig config, boolean copy) throws HsmException {
        try (FreshModule module = copy ? FreshModule.copy(config.module()) : FreshModule.link(config.module())) {
            long slot = Cryptoki.load(module.path())
                    .token(config.tokenLabel())
                    .getSlot()
                    .getSlotID();
            Provider provider = provider(number, module.path(), slot);
            KeyStore keyStore = login(provider, config.pinFile());
            HsmCalls calls = new HsmCalls("hsm-" + config.tokenLabel() + "-" + number, config.concurrency());
            return new Generation(number, provider, keyStore, privateKeys(keyStore, config.tokenLabel()), calls);
        }
    }

    private static Provider provider(int number, Path library, long slot) throws HsmException {
        Provider sun = Security.getProvider("SunPKCS11");
        if (sun == null) {
            throw new HsmUnavailableException("this Java has no SunPKCS11 provider (module jdk.crypto.cryptoki)");
        }
        try {
            // Not registered with java.security.Security: it is passed to each getInstance, and dies with us.
            return sun.configure(SunPkcs11Text.of("countersign-" + number, library, slot));
        } catch (RuntimeException e) {
            throw new HsmUnavailableException("SunPKCS11 cannot open the token: " + HsmCalls.rootMessage(e), e);
        }
    }

    private static KeyStore login(Provider provider, Path pinFile) throws HsmException {
        try (PinFile pin = PinFile.read(pinFile)) {
            KeyStore keyStore = KeyStore.getInstance("PKCS11", provider);
            // Not KeyStore.Builder with a callback: that one asks again after a failure, and real HSMs count.
            keyStore.load(null, pin.chars());
            return keyStore;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (PinRefusal.in(e)) {
                throw new HsmPinRefusedException("the token refused the PIN: " + HsmCalls.rootMessage(e), e);
            }
            throw new HsmUnavailableException("login failed: " + HsmCalls.rootMessage(e), e);
        }
    }

    private static Map<KeyFingerprint, List<PrivateKey>> privateKeys(KeyStore keyStore, String label)
            throws HsmUnavailableException {
        try {
            List<String> aliases = Collections.list(keyStore.aliases());
            if (aliases.isEmpty()) {
                // A token directory that went away looks exactly like this, without any error.
                throw new HsmUnavailableException("token " + label + " shows no objects: an outage, not 'no keys'");
            }
            Map<KeyFingerprint, List<PrivateKey>> keys = new LinkedHashMap<>();
            for (String alias : aliases) {
                Certificate certificate = keyStore.getCertificate(alias);
                Key key = certificate == null ? null : keyStore.getKey(alias, null);
                // An RSA key cannot be an EC certificate's, and must not be asked for what it cannot do.
                if (key instanceof PrivateKey privateKey
                        && privateKey
                                .getAlgorithm()
                                .equals(certificate.getPublicKey().getAlgorithm())) {
                    keys.computeIfAbsent(KeyFingerprint.of(certificate.getPublicKey()), claimed -> new ArrayList<>())
                            .add(privateKey);
                }
            }
            return keys;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new HsmUnavailableException("keys cannot be listed: " + HsmCalls.rootMessage(e), e);
        }
    }

    int number() {
        return number;
    }

    HsmCalls calls() {
        return calls;
    }

    /**
     * The keys that, by the certificate beside each, are this public key's; at least one. Aliases cannot be trusted (labels double,
     * certificates vanish behind a shared id), and neither can the certificates: somebody may have exchanged them.
     */
    List<PrivateKey> claimants(PublicKey publicKey) throws HsmUnavailableException {
        List<PrivateKey> claimants = keys.getOrDefault(KeyFingerprint.of(publicKey), List.of());
        if (claimants.isEmpty()) {
            throw new HsmUnavailableException("the token holds no key with a certificate for the pinned public key");
        }
        for (PrivateKey key : claimants) {
            // P11Key.toString is the only public view of these attributes (JDK 17 and 25).
            if (key.getEncoded() != null || !key.toString().contains("token object, sensitive, unextractable")) {
                throw new HsmUnavailableException("the pinned key is not a sensitive, unextractable token object");
            }
        }
        return List.copyOf(claimants);
    }

    /** The key that has signed a probe which verified under this public key. */
    Optional<PrivateKey> proven(PublicKey publicKey) {
        return Optional.ofNullable(proven.get(KeyFingerprint.of(publicKey)));
    }

    void remember(PublicKey publicKey, PrivateKey key) {
        proven.put(KeyFingerprint.of(publicKey), key);
    }

    /** One C_SignInit and one C_Sign, with nothing in between: an abandoned initSign holds a session until GC. */
    byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] tokenInput) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(scheme.rawAlgorithm(), provider);
        signature.initSign(key);
        signature.update(tokenInput);
        return signature.sign();
    }

    byte[] mac(String keyLabel, byte[] input) throws HsmException, GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256", provider);
        mac.init(secretKey(keyLabel));
        return mac.doFinal(input);
    }

    private SecretKey secretKey(String keyLabel) throws HsmException, GeneralSecurityException {
        Key key;
        try {
            key = keyStore.getKey(keyLabel, null);
        } catch (KeyStoreException e) {
            throw new HsmUnavailableException("secret cannot be read: " + keyLabel, e);
        }
        if (!(key instanceof SecretKey secret)) {
            throw new HsmUnavailableException("the token holds no secret key with the label " + keyLabel);
        }
        if (secret.getEncoded() != null) {
            throw new HsmUnavailableException("the secret is extractable, so it proves nothing: " + keyLabel);
        }
        return secret;
    }
}
