package io.countersign.signer.core;

import java.util.Optional;

/** Keeps the head while the test lasts; can be full. */
public final class MemoryHeadStore implements HeadStore {
    Optional<byte[]> kept = Optional.empty();
    int writes;
    private boolean full;

    public void full(boolean now) {
        full = now;
    }

    @Override
    public Optional<byte[]> head() {
        return kept;
    }

    @Override
    public void keepHead(byte[] note) throws OutageException {
        if (full) {
            throw new OutageException("no space left");
        }
        kept = Optional.of(note);
        writes++;
    }
}
