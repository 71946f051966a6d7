package io.countersign.audit.hsm;

import io.countersign.hsm.HsmException;
import io.countersign.hsm.LogSigner;
import io.countersign.tlog.NoteSigner;
import io.countersign.tlog.VerifierKey;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;

/**
 * The log's two keys in their token as signers of notes. The token is opened at the first signature and again after each
 * failure to open it, so that a service can start before its token.
 */
public final class TokenNoteSigners implements AutoCloseable {
    /** Opens the token; asked again after it failed. */
    @FunctionalInterface
    public interface Token {
        LogSigner open() throws HsmException;
    }

    private interface Signing {
        byte[] sign(LogSigner token, byte[] noteText) throws HsmException;
    }

    private final Token token;
    private final List<VerifierKey> keys;
    /** Guarded by this. */
    private LogSigner open;

    /** Throws unless the keys are one Ed25519 and one P-256 key. */
    public TokenNoteSigners(Token token, List<VerifierKey> keys) {
        this.token = token;
        this.keys = List.of(only(keys, VerifierKey.Type.ED25519), only(keys, VerifierKey.Type.ECDSA));
        if (keys.size() != this.keys.size()) {
            throw new IllegalArgumentException("a log has exactly one Ed25519 and one P-256 key");
        }
    }

    /** Ed25519 first: every outside verifier reads that line. */
    public List<NoteSigner> signers() {
        return List.of(
                signer(keys.get(0), (signer, text) -> signer.signEd25519(text)),
                signer(keys.get(1), (signer, text) -> signer.signP256(text)));
    }

    /** Signatures asked of the token since it was opened. */
    public synchronized long operations() {
        return open == null ? 0 : open.operations();
    }

    private NoteSigner signer(VerifierKey key, Signing signing) {
        return new NoteSigner() {
            @Override
            public String keyName() {
                return key.name();
            }

            @Override
            public int keyId() {
                return key.keyId();
            }

            @Override
            public byte[] sign(byte[] noteText) throws GeneralSecurityException {
                try {
                    return signing.sign(opened(), noteText);
                } catch (HsmException e) {
                    throw new GeneralSecurityException(e.getMessage(), e);
                }
            }
        };
    }

    private synchronized LogSigner opened() throws HsmException, GeneralSecurityException {
        if (open == null) {
            LogSigner fresh = token.open();
            if (!same(fresh.ed25519(), keys.get(0)) || !same(fresh.p256(), keys.get(1))) {
                fresh.close();
                throw new GeneralSecurityException("the token holds other log keys than the configured ones");
            }
            open = fresh;
        }
        return open;
    }

    private static boolean same(PublicKey held, VerifierKey key) {
        return Arrays.equals(held.getEncoded(), key.publicKey().getEncoded());
    }

    private static VerifierKey only(List<VerifierKey> keys, VerifierKey.Type type) {
        return keys.stream()
                .filter(key -> key.type() == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the log has no " + type + " key"));
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
