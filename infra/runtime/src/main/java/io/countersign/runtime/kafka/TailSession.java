package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tail's reading from one look at the store's offsets to the first fault. Owned by the tail's thread. */
final class TailSession implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    /**
     * How long records of a topic made anew may be taken under its former id. They are then read again from the start, which a
     * handler that knows records by their event id does not notice.
     */
    static final Duration LOOK_AT_IDS_EVERY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(TailSession.class);

    private final List<Topic> inputs;
    private final TailHandler handler;
    private final KnownTopics topics;
    private final Map<Topic, LoopMetrics> metrics;
    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;
    private Offsets current = Offsets.NONE;
    private long lookedAtIds;
    private boolean reachable = true;

    TailSession(
            KafkaClients clients,
            List<Topic> inputs,
            TailHandler handler,
            KnownTopics topics,
            Map<Topic, LoopMetrics> metrics) {
        this.inputs = inputs;
        this.handler = handler;
        this.topics = topics;
        this.metrics = metrics;
        this.admin = clients.admin();
        // An offset that the broker does not have is never passed over in silence.
        this.consumer = clients.consumer(Map.of("auto.offset.reset", "none"));
    }

    /** Finds where to go on: the store's offsets, corrected by what the broker has. */
    void begin() throws StepUnavailable, InterruptedException {
        current = handler.offsets();
        topics.refresh(admin, inputs);
        lookedAtIds = System.nanoTime();
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : inputs) {
            recognise(topic);
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.add(new TopicPartition(topic.wireName(), partition));
            }
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            Topic topic = Topic.of(partition.topic()).orElseThrow();
            long wanted = current.next(topic, partition.partition());
            long from = wanted;
            if (wanted < first.get(partition) || wanted > end.get(partition)) {
                // Behind the end means that the broker lost records; what it took since may stand anywhere before.
                from = first.get(partition);
                LOG.error("{} has no offset {}, reading goes on at {}", partition, wanted, from);
                handler.gap(topic, partition.partition(), wanted, from);
            }
            consumer.seek(partition, from);
        }
    }

    private void recognise(Topic topic) throws StepUnavailable {
        String id = topics.apply(topic);
        String former = current.topicId(topic).orElse(id);
        if (!former.equals(id)) {
            LOG.error("{} is another topic now: {} instead of {}", topic.wireName(), id, former);
            Offsets restarted = current.restarted(topic, id);
            handler.topicRecreated(topic, former, id, restarted);
            current = restarted;
        }
    }

    void run(BooleanSupplier ending) throws StepUnavailable, InterruptedException {
        while (!ending.getAsBoolean()) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            lookAtIds();
            if (!polled.isEmpty()) {
                take(polled);
            }
            handler.tick();
            metrics.forEach((topic, gauges) -> gauges.lag.set(lag(topic)));
        }
    }

    /** Whether a broker answered when it was last asked. */
    boolean reachable() {
        return reachable;
    }

    private void take(ConsumerRecords<byte[], byte[]> polled) throws StepUnavailable {
        List<Inbound> batch = new ArrayList<>();
        Map<Topic, Integer> counts = new HashMap<>();
        Offsets next = current;
        for (TopicPartition partition : polled.partitions()) {
            Topic topic = Topic.of(partition.topic()).orElseThrow();
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
            for (ConsumerRecord<byte[], byte[]> received : records) {
                batch.add(Inbound.of(topic, received));
            }
            counts.merge(topic, records.size(), Integer::sum);
            long behind = records.get(records.size() - 1).offset() + 1;
            next = next.with(topic, topics.apply(topic), partition.partition(), behind);
        }
        handler.handle(batch, next);
        current = next;
        counts.forEach((topic, count) -> metrics.get(topic).received.increment(count));
    }

    private void lookAtIds() throws StepUnavailable, InterruptedException {
        if (System.nanoTime() - lookedAtIds < LOOK_AT_IDS_EVERY.toNanos()) {
            return;
        }
        reachable = topics.areSame(admin, inputs);
        lookedAtIds = System.nanoTime();
    }

    private long lag(Topic topic) {
        return consumer.assignment().stream()
                .filter(partition -> partition.topic().equals(topic.wireName()))
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(CLOSE));
        } finally {
            admin.close(CLOSE);
        }
    }
}
