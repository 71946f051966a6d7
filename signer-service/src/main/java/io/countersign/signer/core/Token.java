package io.countersign.signer.core;

import io.countersign.x509.IssuerCertificate;

/**
 * What the core asks of the HSM. Safe for concurrent use; every call ends within a deadline of the implementation's own. What a
 * call returns is not believed: signatures are verified here, by another provider.
 */
public interface Token {
    /** HMAC-SHA256 under the secret of the serials, which never leaves the token. */
    byte[] mac(byte[] input) throws OutageException;

    /** A signature over these bytes with the key of this issuer, as X.509 carries it. */
    byte[] sign(IssuerCertificate issuer, byte[] message) throws OutageException;
}
