package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.orders.SignedStop;
import java.util.List;

/**
 * Files beside the signer: what it has acted on, so that no broker can make it forget, and what an operator drops there, so that
 * no broker can hold it back (design 3, rule 8). Owned by the loop's thread.
 */
public interface Spool {
    /** A file as found; nothing of it is believed yet. */
    record Found(Kind kind, String name, Bytes content) {}

    /** Which folder a file stands in. */
    enum Kind {
        STOP,
        TRUST
    }

    /**
     * Files that nobody took as they are now; trust documents first, and by their names. One that cannot be read is left out, see
     * {@link #requireAll}.
     */
    List<Found> news() throws OutageException;

    /** An outage that names the files which the last look could not read, for as long as there are any. */
    void requireAll() throws OutageException;

    /** What this file says has been acted on; until then it is news at every look. */
    void taken(Found file);

    /** Durable when this returns. */
    void keep(SignedStop stop) throws OutageException;

    /** Durable when this returns. */
    void keep(long version, byte[] trustFile) throws OutageException;

    /**
     * Puts a file aside, which says nothing that can be believed.
     *
     * @return false when it may be half of a copy that is still being written: it stays, and is news again
     */
    boolean refuse(Found file) throws OutageException;
}
