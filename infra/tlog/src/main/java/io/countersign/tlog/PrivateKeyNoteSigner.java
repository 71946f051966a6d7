package io.countersign.tlog;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** Signs notes with a key that this JVM can use directly. The log's own keys are in a token and have another signer. */
public final class PrivateKeyNoteSigner implements NoteSigner {
    private final VerifierKey verifier;
    private final PrivateKey privateKey;

    public PrivateKeyNoteSigner(VerifierKey verifier, PrivateKey privateKey) {
        this.verifier = verifier;
        this.privateKey = privateKey;
    }

    @Override
    public String keyName() {
        return verifier.name();
    }

    @Override
    public int keyId() {
        return verifier.keyId();
    }

    @Override
    public byte[] sign(byte[] noteText) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(verifier.type().algorithm());
        signature.initSign(privateKey);
        signature.update(noteText);
        return signature.sign();
    }
}
