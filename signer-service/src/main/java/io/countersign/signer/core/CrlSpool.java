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

    /** Files that nobody took as they are now; CRLs first. One that cannot be read is left out, see {@link #requireAll}. */
    List<Found> news() throws OutageException;

    /** An outage that names the files of this kind which the last look could not read, for as long as there are any. */
    void requireAll(Kind kind) throws OutageException;

    /** What this file says is known; until then it is news at every look. It stays where it is. */
    void taken(Found file);

    /**
     * Durable when this returns.
     *
     * @param complete lists everything known of its issuer, so it may take the place of the one kept before, if every file
     *     there was taken
     */
    void keep(Crl crl, boolean complete) throws OutageException;

    /** Durable when this returns. */
    void keep(Sha256 order, AcceptedOrder accepted) throws OutageException;

    /** The order with this payload digest is done. */
    void forget(Sha256 order) throws OutageException;

    /** Deletes what an operator dropped. */
    void remove(Found file) throws OutageException;

    /**
     * Puts a file aside, which says nothing that can be believed.
     *
     * @return false when it may be half of a copy that is still being written: it stays, and is news again
     */
    boolean refuse(Found file) throws OutageException;
}
