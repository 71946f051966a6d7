package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;

/**
 * One input of a {@link TopicLoop}.
 *
 * @param transactionalId ends with the ordinal, {@code signer.admit.0}: a restarted instance closes what its predecessor left open
 */
public record LoopInput(Topic topic, String transactionalId, Step step, Start start) {
    /** Where reading begins when a partition is assigned. */
    public enum Start {
        /** Behind what was committed: each record counts once. */
        COMMITTED,
        /** Always at the first record: the topic is a table, kept in memory. */
        BEGINNING
    }
}
