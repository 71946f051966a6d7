package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;

/**
 * Moments of a transaction at which a test breaks the process. Only a test main passes anything but {@link #NONE}: there is no
 * configuration that sets it. An implementation may halt the process, wait, or throw.
 */
@FunctionalInterface
public interface StepKillPoints {
    StepKillPoints NONE = (input, moment) -> {};

    /** In the order in which they pass. */
    enum Moment {
        /** The step has decided, nothing is sent. */
        BEFORE_SEND,
        /** Events and offsets are with the broker, invisible to readers. */
        AFTER_SEND,
        /** As before, last moment before the commit. */
        BEFORE_COMMIT,
        /** Committed; the loop has not noted it yet. */
        AFTER_COMMIT
    }

    void reached(Topic input, Moment moment);
}
