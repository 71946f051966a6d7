package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import io.countersign.x509.crl.Crl;
import java.util.List;

/**
 * Files beside the signer: CRLs and waiting revoke orders, its own and those that an operator drops there. So no broker can make it
 * forget a revocation, nor hold one back. Owned by the loop's thread.
 */
public interface CrlSpool {
    /** A file as found; nothing of it is believed yet. */
    record Found(Kind kind, String name, Bytes content) {}

    /** Which folder a file stands in. */
    enum Kind {
        CRL,
        /** What an operator dropped. */
        REVOCATION,
        /** What this signer keeps, with the time of its acceptance: an {@link AcceptedOrder}. */
        ACCEPTED
    }

    /** Files that were not there, or were others, when last asked; CRLs first. */
    List<Found> news() throws OutageException;

    /**
     * Durable when this returns.
     *
     * @param complete lists everything known of its issuer, so it may take the place of the one kept before
     */
    void keep(Crl crl, boolean complete) throws OutageException;

    /** Durable when this returns. */
    void keep(Sha256 order, AcceptedOrder accepted) throws OutageException;

    /** The order with this payload digest is done. */
    void forget(Sha256 order) throws OutageException;

    /** What an operator dropped is taken: if it is still wanted, it has been kept. */
    void taken(Found file) throws OutageException;

    /** Puts a file aside, which says nothing that can be believed. */
    void refuse(Found file) throws OutageException;
}
