package io.countersign.registry.core;

import io.countersign.contracts.RefusedException;

/** All or nothing: what the work stores and announces is durable on return, or never happened. Safe for many threads. */
public interface Transactions {
    /**
     * Runs the work in one transaction and rolls back if it throws.
     *
     * @throws StoreException when the store cannot be reached or fails; the caller may try again
     */
    <T> T run(Work<T> work) throws RefusedException;

    /** Work that may end in a refusal. */
    @FunctionalInterface
    interface Work<T> {
        T in(Stores stores) throws RefusedException;
    }
}
