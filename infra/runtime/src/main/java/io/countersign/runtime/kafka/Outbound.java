package io.countersign.runtime.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/** One event to be published; its bytes are sent as they are. */
public record Outbound(Topic topic, String key, Event event) {
    public Outbound {
        if (event.type().topic().filter(topic::equals).isEmpty()) {
            throw new IllegalArgumentException(event.type().wireName() + " does not belong on " + topic.wireName());
        }
    }

    /** On the topic of its type, under its subject. */
    public static Outbound of(Event event) {
        Topic topic = event.type()
                .topic()
                .orElseThrow(() -> new IllegalArgumentException(event.type().wireName() + " travels on no topic"));
        return new Outbound(topic, event.subject(), event);
    }

    public int partition() {
        return partition(topic, key);
    }

    /** The partition of a key for ever: Kafka's own murmur2 over the partition count of the contract. */
    public static int partition(Topic topic, String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % topic.partitions();
    }

    ProducerRecord<byte[], byte[]> toRecord() {
        return new ProducerRecord<>(topic.wireName(), partition(), key.getBytes(StandardCharsets.UTF_8), event.bytes());
    }
}
