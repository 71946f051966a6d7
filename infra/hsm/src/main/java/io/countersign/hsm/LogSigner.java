package io.countersign.hsm;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;

/**
 * The two keys of the audit log in their token: Ed25519, which every outside verifier reads, and P-256.
 *
 * <p>SunPKCS11 has no Ed25519 (JDK 17 and 25), so this goes through ipkcs11wrapper. After a failure the next call opens
 * the token anew on a fresh path, not sooner than the recovery policy says, and refuses it unless both public keys are
 * the same. The token must reach this process without p11-kit's remote module, whose protocol does not carry CKM_EDDSA
 * (0.24, Debian 12: CKR_MECHANISM_INVALID). Every signature is verified in software before it is returned. Safe for concurrent use, one call at a time.
 */
public final class LogSigner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogSigner.class);

    private final TokenConfig config;
    private final String ed25519Label;
    private final String p256Label;
    private final HsmCalls calls;
    private final Breaker breaker;
    private final AtomicLong operations = new AtomicLong();
    private final PublicKey ed25519;
    private final PublicKey p256;
    /** Guarded by this; null between a failure and the next opening. */
    private Keys keys;

    private HsmPinRefusedException pinRefused;

    private record Keys(Session session, long ed25519, long p256, PublicKey ed25519Public, PublicKey p256Public) {}

    private LogSigner(TokenConfig config, String ed25519Label, String p256Label, InstantSource clock)
            throws HsmException {
        this.config = config;
        this.ed25519Label = ed25519Label;
        this.p256Label = p256Label;
        this.breaker = new Breaker(RecoveryPolicy.DEFAULT, clock);
        // One session, so one call at a time; the second thread lets a reopened token work while an old call hangs.
        this.calls = new HsmCalls("hsm-" + config.tokenLabel() + "-log", 2);
        this.keys = calls.run("open", this::openKeys, config.deadline());
        this.ed25519 = keys.ed25519Public();
        this.p256 = keys.p256Public();
    }

    /** Opens the token once; an outage is thrown, for the caller to try again. */
    public static LogSigner open(TokenConfig config, String ed25519Label, String p256Label, InstantSource clock)
            throws HsmException {
        return new LogSigner(config, ed25519Label, p256Label, clock);
    }

    /** Pure Ed25519 over the message; 64 bytes. */
    public byte[] signEd25519(byte[] message) throws HsmException {
        byte[] input = message.clone();
        return sign("Ed25519", ed25519, input, held -> {
            held.session().signInit(new Mechanism(PKCS11Constants.CKM_EDDSA), held.ed25519());
            return held.session().sign(input);
        });
    }

    /** ECDSA over the message's SHA-256; DER. */
    public byte[] signP256(byte[] message) throws HsmException {
        byte[] input = message.clone();
        return sign("SHA256withECDSA", p256, input, held -> {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
            held.session().signInit(new Mechanism(PKCS11Constants.CKM_ECDSA), held.p256());
            return SignatureScheme.derFromRaw(held.session().sign(digest));
        });
    }

    public PublicKey ed25519() {
        return ed25519;
    }

    /** The 32 bytes of RFC 8032. */
    public byte[] ed25519Raw() {
        byte[] spki = ed25519.getEncoded();
        return Arrays.copyOfRange(spki, spki.length - 32, spki.length);
    }

    public PublicKey p256() {
        return p256;
    }

    /** Every C_Sign that was sent. */
    public long operations() {
        return operations.get();
    }

    /** False after a failure until a call succeeded again. */
    public synchronized boolean ready() {
        return keys != null;
    }

    @FunctionalInterface
    private interface TokenCall {
        byte[] on(Keys keys) throws Exception;
    }

    private synchronized byte[] sign(String algorithm, PublicKey publicKey, byte[] message, TokenCall call)
            throws HsmException {
        if (keys == null) {
            reopen();
        }
        Keys held = keys;
        try {
            byte[] signature = calls.run(
                    algorithm,
                    () -> {
                        operations.incrementAndGet();
                        return call.on(held);
                    },
                    config.deadline());
            verify(algorithm, publicKey, message, signature);
            breaker.succeeded();
            return signature;
        } catch (HsmException e) {
            keys = null;
            breaker.failed();
            throw e;
        }
    }

    private void reopen() throws HsmException {
        if (pinRefused != null) {
            throw new HsmPinRefusedException("the token refused the PIN before; not tried again", pinRefused);
        }
        if (!breaker.untilNextAttempt().isZero()) {
            throw new HsmUnavailableException("token " + config.tokenLabel() + " failed; next attempt in "
                    + breaker.untilNextAttempt().toMillis() + " ms");
        }
        try {
            Keys opened = calls.run("open", this::openKeys, config.deadline());
            if (!opened.ed25519Public().equals(ed25519) || !opened.p256Public().equals(p256)) {
                throw new HsmUnavailableException("the token came back with other log keys");
            }
            keys = opened;
            LOG.info("HSM token {}: log keys are ready again", config.tokenLabel());
        } catch (HsmPinRefusedException e) {
            pinRefused = e;
            throw e;
        } catch (HsmException e) {
            breaker.failed();
            throw e;
        }
    }

    private Keys openKeys() throws HsmException, PKCS11Exception, GeneralSecurityException {
        // An own copy after failures in a row, as for generations: some modules remember their failure in memory.
        try (FreshModule module =
                breaker.failures() > 1 ? FreshModule.copy(config.module()) : FreshModule.link(config.module())) {
            Session session =
                    Cryptoki.login(Cryptoki.load(module.path()).token(config.tokenLabel()), false, config.pinFile());
            TokenObjects objects = new TokenObjects(session);
            return new Keys(
                    session,
                    objects.one(PKCS11Constants.CKO_PRIVATE_KEY, ed25519Label),
                    objects.one(PKCS11Constants.CKO_PRIVATE_KEY, p256Label),
                    objects.publicKey(objects.one(PKCS11Constants.CKO_PUBLIC_KEY, ed25519Label), KeyKind.ED25519),
                    objects.publicKey(objects.one(PKCS11Constants.CKO_PUBLIC_KEY, p256Label), KeyKind.EC_P256));
        }
    }

    private static void verify(String algorithm, PublicKey publicKey, byte[] message, byte[] signature)
            throws HsmException {
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(message);
            if (!verifier.verify(signature)) {
                throw new HsmUnavailableException("the token's " + algorithm + " signature does not verify");
            }
        } catch (GeneralSecurityException e) {
            throw new HsmUnavailableException("the token's " + algorithm + " signature cannot be read", e);
        }
    }

    /** Forgets the keys; neither logs out nor closes the session, whose last one would log out the whole process. */
    @Override
    public synchronized void close() {
        keys = null;
        calls.close();
    }
}
