package io.countersign.watcher.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.stack.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The topics around the watcher, as the registry writes and the audit-service reads them. */
public final class Wire {
    private static final long LIMIT_SECONDS = 20;

    private final Stack stack;

    public Wire(Stack stack) {
        this.stack = stack;
    }

    /** Different lineages that share a partition, so that one's event proves that the others had their turn. */
    public static List<Lineage> neighbours(int count) {
        return Stream.iterate(0, number -> number + 1)
                .map(number -> new Lineage("demo", "etcd-server", "node-" + number))
                .filter(lineage -> Outbound.partition(Topic.INVENTORY, lineage.toString()) == 3)
                .limit(count)
                .toList();
    }

    public void inventory(InventoryChanged state) throws Exception {
        String key = state.lineage().toString();
        Event event = Event.of(
                EventType.INVENTORY_CHANGED,
                ServiceName.REGISTRY.source(),
                key,
                Instant.now(),
                state,
                Optional.empty());
        inventory(key, event.bytes());
    }

    public void inventory(String key, byte[] value) throws Exception {
        try (Producer<String, byte[]> producer =
                stack.kafka(ServiceName.REGISTRY).producer()) {
            producer.send(new ProducerRecord<>(
                            Topic.INVENTORY.wireName(), Outbound.partition(Topic.INVENTORY, key), key, value))
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Everything committed on a topic so far. */
    public List<Event> events(Topic topic) {
        try (Consumer<String, byte[]> consumer = stack.kafka(ServiceName.AUDIT).consumer(Map.of())) {
            List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                    .mapToObj(number -> new TopicPartition(topic.wireName(), number))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            List<Event> events = new ArrayList<>();
            while (end.entrySet().stream().anyMatch(entry -> consumer.position(entry.getKey()) < entry.getValue())) {
                for (ConsumerRecord<String, byte[]> received : consumer.poll(Duration.ofMillis(100))) {
                    events.add(decoded(topic, received.value()));
                }
            }
            return events;
        }
    }

    /** What was told of a lineage: types in order. */
    public List<EventType> told(Lineage lineage) {
        return events(Topic.RENEWALS).stream()
                .filter(event -> event.subject().equals(lineage.toString()))
                .map(Event::type)
                .toList();
    }

    /** What stands in the group for the partition of {@link #neighbours}. */
    public OffsetAndMetadata committed() throws Exception {
        try (Admin admin = stack.admin()) {
            return admin.listConsumerGroupOffsets(ServiceName.WATCHER.group())
                    .partitionsToOffsetAndMetadata()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .get(new TopicPartition(Topic.INVENTORY.wireName(), 3));
        }
    }

    private static Event decoded(Topic topic, byte[] value) {
        try {
            return EventCodec.decode(topic, value);
        } catch (UnreadableException e) {
            throw new AssertionError("the watcher wrote what nobody can read", e);
        }
    }
}
