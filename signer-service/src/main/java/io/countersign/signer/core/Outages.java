package io.countersign.signer.core;

import java.util.Optional;

/** Lets each file of a spool be taken whatever became of the others, and ends with the first outage. */
final class Outages {
    private Optional<OutageException> first = Optional.empty();

    /** Takes one file. */
    interface Work {
        void run() throws OutageException;
    }

    void collect(String file, Work work) {
        try {
            work.run();
        } catch (OutageException e) {
            add(e);
        } catch (RuntimeException e) {
            // It comes again at every look: it must not take the records with it for which the look was done.
            add(new OutageException(file + " in the spool made this signer fail: " + e + "; take it out", e));
        }
    }

    private void add(OutageException e) {
        first.ifPresentOrElse(earlier -> earlier.addSuppressed(e), () -> first = Optional.of(e));
    }

    /** What the first one was about. */
    Optional<String> reason() {
        return first.map(Throwable::getMessage);
    }

    /** Does nothing when there was none. */
    void rethrow() throws OutageException {
        if (first.isPresent()) {
            throw first.get();
        }
    }
}
