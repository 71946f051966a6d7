package io.countersign.signer.core;

import io.countersign.orders.Installation;
import io.countersign.x509.IssuerCertificate;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A token in memory that can fail like a real one: go away, hang up after the call, or sign with another CA's key. */
public final class SoftToken implements Token {
    /** What goes wrong with the next signatures. */
    public enum Fault {
        NONE,
        AWAY,
        /** The signature is made and lost on the way back. */
        LOST_ANSWER,
        /** hsm-facts 6: a stale handle, no error. */
        WRONG_KEY,
        GARBAGE
    }

    private final Installation installation;
    private final AtomicInteger signatures = new AtomicInteger();
    private final AtomicInteger macs = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;

    public SoftToken(Installation installation) {
        this.installation = installation;
    }

    public void fail(Fault next) {
        fault = next;
    }

    public int signatures() {
        return signatures.get();
    }

    public int macs() {
        return macs.get();
    }

    @Override
    public byte[] mac(byte[] input) throws OutageException {
        if (fault == Fault.AWAY) {
            throw new OutageException("the token is away");
        }
        macs.incrementAndGet();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("secret of the test".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] sign(IssuerCertificate issuer, byte[] message) throws OutageException {
        if (fault == Fault.AWAY) {
            throw new OutageException("the token is away");
        }
        signatures.incrementAndGet();
        byte[] signature = signed(keyOf(issuer), message);
        return switch (fault) {
            case LOST_ANSWER -> throw new OutageException("no answer within 5 s");
            case GARBAGE -> new byte[] {1, 2, 3};
            default -> signature;
        };
    }

    private PrivateKey keyOf(IssuerCertificate issuer) {
        boolean wrong = fault == Fault.WRONG_KEY;
        for (String name : new String[] {"ca", "etcd-ca", "front-proxy-ca"}) {
            KeyPair keys = installation.caKeys("demo", name);
            if (keys.getPublic().equals(issuer.publicKey()) != wrong) {
                return keys.getPrivate();
            }
        }
        throw new IllegalStateException("no key of " + issuer);
    }

    private static byte[] signed(PrivateKey key, byte[] message) {
        try {
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(key);
            signing.update(message);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
