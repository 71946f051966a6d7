package io.countersign.runtime.kafka;

import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What is committed with an offset: which topic it belongs to, and the step's mark. An offset without its topic's id would be
 * taken for one of a topic made anew under the same name, and records would be passed over.
 *
 * @param topicId Kafka's id of the topic at the time of the commit
 * @param mark the step's own text, possibly empty
 */
record CommittedMark(String topicId, String mark) {
    private static final char SEPARATOR = ' ';

    /** Empty when nothing is committed. */
    static Optional<CommittedMark> of(OffsetAndMetadata committed) {
        if (committed == null || committed.metadata().indexOf(SEPARATOR) < 0) {
            return Optional.empty();
        }
        int at = committed.metadata().indexOf(SEPARATOR);
        return Optional.of(new CommittedMark(
                committed.metadata().substring(0, at), committed.metadata().substring(at + 1)));
    }

    /** At most 4,096 octets with the broker's defaults. */
    OffsetAndMetadata with(long offset) {
        return new OffsetAndMetadata(offset, topicId + SEPARATOR + mark);
    }
}
