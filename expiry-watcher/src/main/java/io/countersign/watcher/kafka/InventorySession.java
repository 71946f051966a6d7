package io.countersign.watcher.kafka;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Topic;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.watcher.core.RenewalPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From joining the group to the first fault. Whatever goes wrong throws KafkaException and ends the session: what is in memory
 * may then be ahead of what is committed, so the next session reads everything again. Owned by the loop's thread; sweeps happen
 * between polls, so no work is under way when a rebalance takes partitions.
 */
final class InventorySession implements ConsumerRebalanceListener, AutoCloseable {
    private static final Topic INVENTORY = Topic.INVENTORY;
    private static final Duration POLL = Duration.ofMillis(100);
    /** Neither a lost broker nor a topic made anew makes a poll fail: without asking, silence would look like peace. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);

    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(InventorySession.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final InventoryTopic topic;
    private final RenewalPolicy policy;
    private final DeadLetters deadLetters;
    private final InstantSource clock;
    private final WatcherMetrics metrics;
    private final Map<Integer, InventoryTable> tables = new TreeMap<>();
    private boolean joined;

    InventorySession(
            WatcherClients clients,
            InventoryTopic topic,
            RenewalPolicy policy,
            DeadLetters deadLetters,
            InstantSource clock,
            WatcherMetrics metrics) {
        this.topic = topic;
        this.policy = policy;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.metrics = metrics;
        this.consumer = clients.consumer();
        this.producer = clients.producer();
    }

    /** Reads and sweeps until {@code ending} says so; it is asked after each poll. */
    void run(Duration sweepEvery, BooleanSupplier ending) {
        // Ends what a predecessor left open, and shuts it out if it still lives.
        producer.initTransactions();
        consumer.subscribe(List.of(INVENTORY.wireName()), this);
        long swept = System.nanoTime() - sweepEvery.toNanos();
        long asked = System.nanoTime();
        while (!ending.getAsBoolean()) {
            for (ConsumerRecord<byte[], byte[]> received : consumer.poll(POLL)) {
                metrics.records.increment();
                tables.get(received.partition()).take(inbound(received));
            }
            if (System.nanoTime() - swept >= sweepEvery.toNanos()) {
                swept = System.nanoTime();
                sweep();
            }
            if (System.nanoTime() - asked >= ASK_EVERY.toNanos()) {
                topic.requireUnchanged();
                asked = System.nanoTime();
            }
        }
    }

    /** Why not everything is watched yet, if so. */
    Optional<String> missing() {
        if (!joined) {
            return Optional.of("waiting for partitions");
        }
        long reading = catchingUp();
        return reading == 0 ? Optional.empty() : Optional.of("reading " + reading + " partitions of the inventory");
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        joined = true;
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions));
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            SweepMark mark = SweepMark.of(committed.get(partition));
            tables.put(partition.partition(), new InventoryTable(policy, mark, end.get(partition), deadLetters));
            consumer.seek(partition, first.get(partition));
        }
        LOG.info("reads {} partitions of {}", partitions.size(), INVENTORY.wireName());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> tables.remove(partition.partition()));
    }

    @Override
    public void close() {
        // Leaving at once spares others, and the next session of this instance, the wait for the session timeout.
        closing(() -> consumer.close(CloseOptions.timeout(CLOSE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)));
        closing(() -> producer.close(CLOSE));
    }

    private void sweep() {
        Instant now = clock.instant();
        tables.forEach((number, table) -> {
            TopicPartition partition = new TopicPartition(INVENTORY.wireName(), number);
            long position = consumer.position(partition);
            if (table.isCaughtUp(position)) {
                table.sweep(now, position)
                        .ifPresent(answer -> metrics.sweep.record(() -> commit(partition, table, answer)));
            }
        });
        metrics.state(tables.values(), catchingUp(), now);
    }

    /** One transaction for a partition: events, dead letters, and the offset with the mark, fenced by our generation. */
    private void commit(TopicPartition partition, InventoryTable table, InventoryTable.Answer answer) {
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = answer.outbounds().stream()
                .map(outbound -> producer.send(toRecord(outbound)))
                .toList();
        producer.sendOffsetsToTransaction(Map.of(partition, answer.mark().toCommit()), consumer.groupMetadata());
        // Flushes first; a send that failed makes it throw.
        producer.commitTransaction();
        if (!sent.stream().allMatch(Future::isDone)) {
            throw new KafkaException("committed before every event was answered for");
        }
        table.committed(answer.mark());
        metrics.committed(answer.outbounds());
    }

    private long catchingUp() {
        return tables.entrySet().stream()
                .filter(entry -> !entry.getValue()
                        .isCaughtUp(consumer.position(new TopicPartition(INVENTORY.wireName(), entry.getKey()))))
                .count();
    }

    private static ProducerRecord<byte[], byte[]> toRecord(Outbound outbound) {
        return new ProducerRecord<>(
                outbound.topic().wireName(),
                outbound.partition(),
                outbound.key().getBytes(StandardCharsets.UTF_8),
                outbound.event().bytes());
    }

    private static Inbound inbound(ConsumerRecord<byte[], byte[]> received) {
        return new Inbound(
                INVENTORY,
                received.partition(),
                received.offset(),
                received.key() == null ? "" : new String(received.key(), StandardCharsets.UTF_8),
                Optional.ofNullable(received.value()).map(Bytes::of),
                Instant.ofEpochMilli(Math.max(0, received.timestamp())));
    }

    private static void closing(Runnable close) {
        try {
            close.run();
        } catch (KafkaException e) {
            LOG.warn("a Kafka client did not close in order: {}", e.toString());
        }
    }
}
