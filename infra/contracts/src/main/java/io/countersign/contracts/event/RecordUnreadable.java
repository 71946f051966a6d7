package io.countersign.contracts.event;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Sha256;

/**
 * A record that could not be read or verified; the partition went on.
 *
 * @param service the reader that gave up on it
 * @param topicId Kafka topic id, because offsets start again when a topic is recreated
 * @param reason stable code of {@link io.countersign.contracts.UnreadableReason}
 * @param sha256 of the whole value
 * @param excerpt the first 4 KiB of the value
 */
public record RecordUnreadable(
        String service,
        String topic,
        String topicId,
        int partition,
        long offset,
        String reason,
        String detail,
        Sha256 sha256,
        Bytes excerpt)
        implements EventData {
    /** Octets of the value that travel with the dead letter. */
    public static final int MAX_EXCERPT_OCTETS = 4096;
}
