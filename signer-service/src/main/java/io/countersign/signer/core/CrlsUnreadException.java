package io.countersign.signer.core;

/**
 * This process has not read the CRLs yet, so it cannot say what is revoked. As an outage, but of the one record that asks: the
 * others need no CRL.
 */
public final class CrlsUnreadException extends Exception {
    private static final long serialVersionUID = 1L;

    CrlsUnreadException() {
        super("a renewal waits until this signer has read the CRLs, from its spool and from the topic");
    }
}
