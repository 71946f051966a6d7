package io.countersign.signer.core;

import java.util.List;

/** Runs work on a bounded number of threads, because elliptic curves and the HSM take their time. */
public interface Workers {
    /** One piece of work. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws OutageException;
    }

    /** The results in the order of the work; all of it or, at the first outage, nothing. Called by one thread at a time. */
    <T> List<T> inParallel(List<Work<T>> work) throws OutageException;
}
