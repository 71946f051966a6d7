package io.countersign.registry;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.stack.KafkaAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Everything on one topic from its beginning, as one of its readers sees it. */
final class TopicReader implements AutoCloseable {
    private final Topic topic;
    private final Consumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

    TopicReader(KafkaAccess access, Topic topic) {
        this.topic = topic;
        this.consumer = access.consumer(Map.of());
        List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.wireName(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The events of this type that match, waited for until there are {@code least}. */
    List<Event> await(EventType type, int least, Predicate<Event> wanted) {
        List<Event> found = new ArrayList<>();
        Awaitility.await(type + " on " + topic.wireName())
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    poll();
                    found.clear();
                    for (ConsumerRecord<String, byte[]> one : records) {
                        Event event = decode(one);
                        if (event.type() == type && wanted.test(event)) {
                            found.add(event);
                        }
                    }
                    return found.size() >= least;
                });
        return found;
    }

    /** What has arrived by now, raw. */
    List<ConsumerRecord<String, byte[]>> records() {
        poll();
        return List.copyOf(records);
    }

    private void poll() {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
    }

    private Event decode(ConsumerRecord<String, byte[]> one) {
        try {
            return EventCodec.decode(topic, one.value());
        } catch (UnreadableException damaged) {
            throw new AssertionError(damaged);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
