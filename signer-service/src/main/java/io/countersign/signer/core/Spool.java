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

    /** Files that were not there, or were others, when last asked; trust documents first and by name. */
    List<Found> news() throws OutageException;

    /** Durable when this returns. */
    void keep(SignedStop stop) throws OutageException;

    /** Durable when this returns. */
    void keep(long version, byte[] trustFile) throws OutageException;

    /** Puts a file aside, which says nothing that can be believed. */
    void refuse(Found file, String why) throws OutageException;
}
