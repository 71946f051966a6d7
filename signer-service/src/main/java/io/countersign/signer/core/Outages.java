package io.countersign.signer.core;

import java.util.Optional;

/** Lets several things be done of which each may find something away, and ends with the first outage. */
final class Outages {
    private Optional<OutageException> first = Optional.empty();

    /** One of the things. */
    interface Work {
        void run() throws OutageException;
    }

    void collect(Work work) {
        try {
            work.run();
        } catch (OutageException e) {
            first.ifPresentOrElse(earlier -> earlier.addSuppressed(e), () -> first = Optional.of(e));
        }
    }

    void rethrow() throws OutageException {
        if (first.isPresent()) {
            throw first.get();
        }
    }
}
