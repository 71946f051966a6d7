package io.countersign.hsm;

import java.security.PublicKey;
import java.time.Duration;

/** A private key inside a token, known by its public key. Safe for concurrent use. */
public interface SigningKey {
    /**
     * Signs the whole message (hashed here, not in the token). ECDSA signatures are DER, RSA is PKCS#1 v1.5.
     *
     * <p>The signature is NOT verified here: callers verify with another provider before they release it, because a
     * stale key handle has been seen to sign with another key without any error.
     */
    byte[] sign(byte[] message, Duration deadline) throws HsmException;

    PublicKey publicKey();

    /** JCA name of the signature: SHA256withECDSA, SHA384withECDSA or SHA256withRSA. */
    String algorithm();
}
