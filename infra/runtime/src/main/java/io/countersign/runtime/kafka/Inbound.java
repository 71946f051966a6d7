package io.countersign.runtime.kafka;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record as it came from the broker: nothing in it is believed yet.
 *
 * @param key as UTF-8; octets that are none become U+FFFD, which no lineage holds; empty without a key
 * @param value empty for a tombstone of a compacted topic
 * @param timestamp the broker's or producer's word, for lag only
 */
public record Inbound(Topic topic, int partition, long offset, String key, Optional<Bytes> value, Instant timestamp) {

    static Inbound of(Topic topic, ConsumerRecord<byte[], byte[]> received) {
        return new Inbound(
                topic,
                received.partition(),
                received.offset(),
                received.key() == null ? "" : new String(received.key(), StandardCharsets.UTF_8),
                Optional.ofNullable(received.value()).map(Bytes::of),
                Instant.ofEpochMilli(Math.max(0, received.timestamp())));
    }

    /** The value; no octets for a tombstone. */
    public byte[] bytes() {
        return value.map(Bytes::toArray).orElse(new byte[0]);
    }

    /** The event this record holds, if it may stand on its topic and under its key. */
    public Event decode() throws UnreadableException {
        Event event = EventCodec.decode(topic, bytes());
        if (!event.subject().equals(key)) {
            throw new UnreadableException(
                    UnreadableReason.WRONG_KEY, "key '" + key + "', subject '" + event.subject() + "'");
        }
        return event;
    }

    /** {@code topic/partition/offset}. */
    public String position() {
        return topic.wireName() + "/" + partition + "/" + offset;
    }

    @Override
    public String toString() {
        return position();
    }
}
