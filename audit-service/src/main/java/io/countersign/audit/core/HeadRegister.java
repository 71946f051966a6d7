package io.countersign.audit.core;

import io.countersign.contracts.Bytes;
import io.countersign.tlog.TreeHead;
import java.time.Duration;
import java.util.Optional;

/**
 * The signed head, kept apart from the log's files and never restored alone: what makes a rolled back or forked log
 * visible. Also the lease that lets one instance at a time sign.
 */
public interface HeadRegister {
    /** How long a silent holder keeps others out. */
    Duration LEASE = Duration.ofSeconds(15);

    /** A head with its signed checkpoint; the register never holds an unsigned one. */
    record Registered(TreeHead head, Bytes note) {}

    /**
     * Takes the lease if it is free, expired or was this instance's own. Empty when another instance holds it. Every
     * acquisition fences those before it.
     */
    Optional<Lease> acquire() throws OutageException;

    /** What the holder may do. Swapping and renewing prolong the lease. */
    interface Lease {
        /** To be called every few seconds while nothing else is. */
        void renew() throws OutageException, HeadRefusedException;

        Optional<Registered> current() throws OutageException, HeadRefusedException;

        /**
         * Replaces {@code expected} by {@code next} in one durable step. False when the register holds something else.
         *
         * @throws HeadRefusedException when the lease was lost
         */
        boolean compareAndSwap(Optional<TreeHead> expected, Registered next)
                throws OutageException, HeadRefusedException;
    }
}
