package io.countersign.tlog;

import java.security.GeneralSecurityException;

/** Makes one line of a signed note. Called by one thread at a time; an outage of the key is an exception, never a wait. */
public interface NoteSigner {
    String keyName();

    /** The id of the verifier key that checks these signatures. */
    int keyId();

    /** The signature without the key id: 64 bytes for Ed25519, ASN.1 DER for ECDSA. */
    byte[] sign(byte[] noteText) throws GeneralSecurityException;
}
