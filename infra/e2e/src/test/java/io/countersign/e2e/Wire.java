package io.countersign.e2e;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.stack.KafkaAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Everything committed on every topic since the installation was started, read along by one thread. */
public final class Wire implements AutoCloseable {
    /**
     * One record as it stood on the broker.
     *
     * @param value no octets for a null value
     * @param event absent where the value is none that may stand on this topic
     */
    public record Seen(Topic topic, String key, Bytes value, Optional<Event> event) {}

    private final Consumer<String, byte[]> records;
    private final List<Seen> seen;
    private final Thread reader;
    private volatile boolean closing;
    private volatile RuntimeException failure;

    /**
     * Starts to read at the beginning of each topic.
     *
     * @param before what an earlier reader saw, of topics that have been deleted since
     */
    Wire(KafkaAccess admin, List<Seen> before) {
        this.seen = new CopyOnWriteArrayList<>(before);
        this.records = admin.consumer(Map.of());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            for (int number = 0; number < topic.partitions(); number++) {
                partitions.add(new TopicPartition(topic.wireName(), number));
            }
        }
        records.assign(partitions);
        records.seekToBeginning(partitions);
        this.reader = new Thread(this::read, "wire");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (records) {
            while (!closing) {
                for (ConsumerRecord<String, byte[]> record : records.poll(Duration.ofSeconds(1))) {
                    Topic topic = Topic.of(record.topic()).orElseThrow();
                    byte[] value = record.value() == null ? new byte[0] : record.value();
                    seen.add(new Seen(topic, record.key(), Bytes.of(value), event(topic, value)));
                }
            }
        } catch (WakeupException closed) {
            if (!closing) {
                failure = closed;
            }
        } catch (RuntimeException broken) {
            failure = broken;
        }
    }

    private static Optional<Event> event(Topic topic, byte[] value) {
        try {
            return Optional.of(EventCodec.decode(topic, value));
        } catch (UnreadableException garbage) {
            return Optional.empty();
        }
    }

    /** What has been seen until now. */
    public List<Seen> seen() {
        if (failure != null) {
            throw new IllegalStateException("the topics are no longer read", failure);
        }
        return List.copyOf(seen);
    }

    /** The events of one topic seen until now. */
    public Stream<Event> events(Topic topic) {
        return seen().stream().filter(record -> record.topic() == topic).flatMap(record -> record.event().stream());
    }

    public Optional<Event> find(Topic topic, Predicate<Event> wanted) {
        return events(topic).filter(wanted).findFirst();
    }

    @Override
    public void close() {
        closing = true;
        records.wakeup();
        try {
            reader.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
