package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer with its producers, from joining the group to the first fault that only new clients cure. Decisions are made
 * between polls on one thread, so no work is under way when a rebalance takes partitions.
 */
final class LoopSession implements ConsumerRebalanceListener, AutoCloseable {
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(LoopSession.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<Topic, InputLane> lanes = new EnumMap<>(Topic.class);
    /** Where the end stood at assignment, for inputs read from the beginning. */
    private final Map<TopicPartition, Long> catchUp = new HashMap<>();

    private final Set<TopicPartition> assigned = new HashSet<>();
    private boolean joined;
    private boolean reachable = true;

    LoopSession(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    Consumer<byte[], byte[]> consumer() {
        return consumer;
    }

    void add(InputLane lane) {
        lanes.put(lane.input().topic(), lane);
    }

    /** Reads and answers until {@code ending} says so; looks at the topics' ids now and then. */
    void run(BooleanSupplier ending, KnownTopics topics, Admin admin)
            throws InputTransaction.Lost, StepUnavailable, InterruptedException {
        long lookedAtIds = System.nanoTime();
        consumer.subscribe(lanes.keySet().stream().map(Topic::wireName).toList(), this);
        while (!ending.getAsBoolean()) {
            if (System.nanoTime() - lookedAtIds > TailSession.LOOK_AT_IDS_EVERY.toNanos()) {
                reachable = topics.areSame(admin, lanes.keySet());
                lookedAtIds = System.nanoTime();
            }
            lanes.values().forEach(InputLane::resumeDue);
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            for (InputLane lane : lanes.values()) {
                List<Inbound> batch = inbounds(lane.input().topic(), polled);
                if (!batch.isEmpty()) {
                    lane.take(batch);
                }
            }
            noteCaughtUp();
            for (InputLane lane : lanes.values()) {
                if (joined) {
                    lane.tick();
                }
            }
        }
    }

    /** Whether this instance has been given its partitions. */
    boolean joined() {
        return joined;
    }

    /** Whether a broker answered when it was last asked. */
    boolean reachable() {
        return reachable;
    }

    /** Records of a topic that this instance owns and has not read, as far as known without asking. */
    long lag(Topic topic) {
        return assigned.stream()
                .filter(partition -> partition.topic().equals(topic.wireName()))
                .map(consumer::currentLag)
                .mapToLong(lag -> lag.orElse(0))
                .sum();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        joined = true;
        assigned.addAll(partitions);
        Map<TopicPartition, OffsetAndMetadata> committed =
                partitions.isEmpty() ? Map.of() : consumer.committed(new HashSet<>(partitions));
        for (InputLane lane : lanes.values()) {
            List<TopicPartition> own = of(lane, partitions);
            if (own.isEmpty()) {
                continue;
            }
            if (lane.input().start() == LoopInput.Start.BEGINNING) {
                catchUp.putAll(consumer.endOffsets(own));
                consumer.seekToBeginning(own);
            }
            Map<TopicPartition, String> marks = new HashMap<>();
            for (TopicPartition partition : own) {
                Optional<CommittedMark> mark = CommittedMark.of(committed.get(partition));
                if (mark.isPresent() && !mark.get().topicId().equals(lane.topicId())) {
                    LOG.error("{} was made anew, reading starts at its beginning", partition);
                    consumer.seekToBeginning(List.of(partition));
                    mark = Optional.empty();
                }
                marks.put(partition, mark.map(CommittedMark::mark).orElse(""));
            }
            lane.assigned(marks);
        }
        LOG.info("assigned {}", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        assigned.removeAll(partitions);
        catchUp.keySet().removeAll(partitions);
        for (InputLane lane : lanes.values()) {
            List<TopicPartition> own = of(lane, partitions);
            if (!own.isEmpty()) {
                lane.revoked(own);
            }
        }
        LOG.info("revoked {}", partitions);
    }

    /** Leaves the group at once, so that others need not wait for the session timeout; then ends the producers. */
    @Override
    public void close() {
        List<RuntimeException> failures = new ArrayList<>();
        attempt(
                failures,
                () -> consumer.close(CloseOptions.timeout(CLOSE)
                        .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)));
        for (InputLane lane : lanes.values()) {
            attempt(failures, () -> lane.producer().close(CLOSE));
        }
        failures.forEach(failure -> LOG.warn("a Kafka client did not close in order: {}", failure.toString()));
    }

    private static void attempt(List<RuntimeException> failures, Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    private void noteCaughtUp() {
        List<TopicPartition> done = catchUp.entrySet().stream()
                .filter(entry -> consumer.position(entry.getKey()) >= entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
        for (TopicPartition partition : done) {
            catchUp.remove(partition);
            Topic topic = Topic.of(partition.topic()).orElseThrow();
            lanes.get(topic).input().step().caughtUp(partition.partition());
        }
    }

    private static List<TopicPartition> of(InputLane lane, Collection<TopicPartition> partitions) {
        return partitions.stream()
                .filter(partition ->
                        partition.topic().equals(lane.input().topic().wireName()))
                .toList();
    }

    private static List<Inbound> inbounds(Topic topic, ConsumerRecords<byte[], byte[]> polled) {
        List<Inbound> batch = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> received : polled.records(topic.wireName())) {
            batch.add(Inbound.of(topic, received));
        }
        return batch;
    }
}
