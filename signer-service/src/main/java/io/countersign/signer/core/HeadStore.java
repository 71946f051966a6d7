package io.countersign.signer.core;

import java.util.Optional;

/** Where the newest known head of the log outlives the process: one signed note, beside the stops, where no broker reaches. */
public interface HeadStore {
    Optional<byte[]> head() throws OutageException;

    /** Durable when this returns. */
    void keepHead(byte[] note) throws OutageException;
}
