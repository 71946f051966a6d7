package io.countersign.hsm;

import java.security.PublicKey;
import java.time.Duration;

/** A signing key that survives generations: it names a public key and looks the handle up at each call. */
final class PinnedKey implements SigningKey {
    private final Hsm hsm;
    private final PublicKey publicKey;
    private final SignatureScheme scheme;

    PinnedKey(Hsm hsm, PublicKey publicKey, SignatureScheme scheme) {
        this.hsm = hsm;
        this.publicKey = publicKey;
        this.scheme = scheme;
    }

    @Override
    public byte[] sign(byte[] message, Duration deadline) throws HsmException {
        return hsm.sign(publicKey, scheme, scheme.tokenInput(message), deadline);
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public String algorithm() {
        return scheme.algorithm();
    }
}
