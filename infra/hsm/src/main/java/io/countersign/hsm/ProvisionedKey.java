package io.countersign.hsm;

import java.security.PublicKey;
import java.time.Duration;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;

/**
 * A key just made in a token, able to sign before it has a certificate: that is how a CA signs itself. Tied to its
 * {@link TokenProvisioner}'s session; the deadline is not enforced, a person is watching.
 */
public final class ProvisionedKey implements SigningKey {
    private final Session session;
    private final KeyKind kind;
    private final String label;
    private final byte[] id;
    private final long privateKey;
    private final PublicKey publicKey;

    ProvisionedKey(Session session, KeyKind kind, String label, byte[] id, long privateKey, PublicKey publicKey) {
        this.session = session;
        this.kind = kind;
        this.label = label;
        this.id = id;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    @Override
    public byte[] sign(byte[] message, Duration deadline) throws HsmException {
        try {
            byte[] input = kind == KeyKind.ED25519
                    ? message
                    : SignatureScheme.of(publicKey).tokenInput(message);
            session.signInit(new Mechanism(kind.signing()), privateKey);
            byte[] signature = session.sign(input);
            return kind.signing() == KeyKind.EC_P256.signing() ? SignatureScheme.derFromRaw(signature) : signature;
        } catch (PKCS11Exception e) {
            throw TokenProvisioner.failed("signing with " + label, e);
        }
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public String algorithm() {
        return kind == KeyKind.ED25519
                ? "Ed25519"
                : SignatureScheme.of(publicKey).algorithm();
    }

    public String label() {
        return label;
    }

    /** CKA_ID, shared with the certificate. */
    public byte[] id() {
        return id.clone();
    }
}
