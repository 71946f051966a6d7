package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic, or what it says under a few keys, read and then again to its end whenever asked: for state that must be known before
 * work is done. Without a group, so every instance reads all of it. Owned by one thread.
 */
public final class TopicReplica implements AutoCloseable {
    /** A few round trips; a broker that takes longer holds the work up, and that is to be seen. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** Of records held at once when all of a topic is read: whoever may write there decides how much it holds. */
    private static final long PAGE_OCTETS = 4L * 1024 * 1024;
    /** A record costs something even without key and value, which count as -1. */
    private static final long RECORD_OCTETS = 200;

    private final KafkaClients clients;
    private final Topic topic;
    private final KnownTopics topics;
    private final List<TopicPartition> partitions;
    private final Predicate<String> keys;
    /** Milliseconds since 1970 from which on reading starts; 0 for all there is. */
    private final LongSupplier from;
    /** How much one answer holds at least before it ends short of the topic's end. */
    private final long pageOctets;
    /** What a reading brought that ran out of its time. */
    private final List<Inbound> gathered = new ArrayList<>();

    private long gatheredOctets;

    private Session session;
    private long lookedAtId;
    /** All there is was asked for, and has not been read to its end. */
    private boolean whole;

    /** One consumer and what it knows of the topic; a fault ends it, and the next reading begins anew. */
    private record Session(Admin admin, Consumer<byte[], byte[]> consumer) {
        void close() {
            try {
                consumer.close(CloseOptions.timeout(CLOSE));
            } finally {
                admin.close(CLOSE);
            }
        }
    }

    private TopicReplica(
            KafkaClients clients,
            Topic topic,
            KnownTopics topics,
            List<TopicPartition> partitions,
            Predicate<String> keys,
            LongSupplier from,
            long pageOctets) {
        this.clients = clients;
        this.topic = topic;
        this.topics = topics;
        this.partitions = partitions;
        this.keys = keys;
        this.from = from;
        this.pageOctets = pageOctets;
    }

    /**
     * All of a topic, which must have one partition: only there is everything in order. It comes in pages; the end is reached when
     * there are no more records.
     */
    public TopicReplica(KafkaClients clients, Topic topic, KnownTopics topics) {
        this(
                clients,
                topic,
                topics,
                List.of(new TopicPartition(topic.wireName(), 0)),
                key -> true,
                () -> 0,
                PAGE_OCTETS);
        if (topic.partitions() != 1) {
            throw new IllegalArgumentException(topic.wireName() + " has more than one partition");
        }
    }

    /**
     * What a topic says under these keys, in order for each key.
     *
     * @param window how far back reading starts, by the records' own times; {@link #fromBeginning} goes further
     */
    public static TopicReplica ofKeys(
            KafkaClients clients,
            Topic topic,
            Set<String> keys,
            Duration window,
            KnownTopics topics,
            InstantSource clock) {
        List<TopicPartition> homes = keys.stream()
                .map(key -> Outbound.partition(topic, key))
                .distinct()
                .map(number -> new TopicPartition(topic.wireName(), number))
                .toList();
        return new TopicReplica(
                clients,
                topic,
                topics,
                homes,
                Set.copyOf(keys)::contains,
                () -> clock.instant().minus(window).toEpochMilli(),
                Long.MAX_VALUE);
    }

    /**
     * The records up to the end that the broker names now: since the reading before, or from the start, at the first time, after
     * a fault, and when the topic was made anew. So a record may come again. What takes longer than a few seconds is an outage,
     * and goes on where it was. All of a topic comes in pages, and the next call brings the next.
     */
    public List<Inbound> catchUp() throws StepUnavailable {
        if (partitions.isEmpty()) {
            return List.of();
        }
        try {
            if (session == null) {
                begin();
            } else {
                lookAtId();
            }
            return read();
        } catch (KafkaException e) {
            end();
            throw new StepUnavailable(topic.wireName() + " cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepUnavailable("interrupted while reading " + topic.wireName(), e);
        } catch (LostException e) {
            end();
            throw new StepUnavailable(e.getMessage(), e);
        }
    }

    /**
     * The next reading begins at the first record there is. One that does not come to its end in one call goes on with the next,
     * and where it was lost it begins there again.
     */
    public void fromBeginning() {
        whole = true;
        if (session != null) {
            session.consumer().seekToBeginning(partitions);
            drop();
        }
    }

    /** A topic made anew under the same name has other records at the same offsets. */
    private void lookAtId() throws LostException, InterruptedException {
        if (System.nanoTime() - lookedAtId >= TailSession.LOOK_AT_IDS_EVERY.toNanos()) {
            try {
                topics.areSame(session.admin(), List.of(topic));
            } catch (StepUnavailable e) {
                throw new LostException(e.getMessage(), e);
            }
            lookedAtId = System.nanoTime();
        }
    }

    private void begin() throws StepUnavailable, InterruptedException {
        Admin admin = clients.admin();
        try {
            topics.refresh(admin, List.of(topic));
        } catch (StepUnavailable | InterruptedException | RuntimeException e) {
            admin.close(CLOSE);
            throw e;
        }
        Consumer<byte[], byte[]> consumer = clients.consumer(Map.of("auto.offset.reset", "earliest"));
        session = new Session(admin, consumer);
        drop();
        lookedAtId = System.nanoTime();
        consumer.assign(partitions);
        long since = from.getAsLong();
        if (whole || since == 0) {
            consumer.seekToBeginning(partitions);
        } else {
            seek(consumer, since);
        }
    }

    /** To the first record of that time or later; to the end where there is none. */
    private void seek(Consumer<byte[], byte[]> consumer, long since) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since));
        consumer.offsetsForTimes(times, LONGEST).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, found.offset());
            }
        });
    }

    private List<Inbound> read() throws LostException, StepUnavailable {
        Consumer<byte[], byte[]> consumer = session.consumer();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LONGEST);
        for (TopicPartition partition : partitions) {
            if (consumer.position(partition, LONGEST) > ends.get(partition)) {
                throw new LostException(partition + " has lost records: its end is now " + ends.get(partition), null);
            }
        }
        long deadline = System.nanoTime() + LONGEST.toNanos();
        boolean came = false;
        while (isBehind(consumer, ends) && gatheredOctets < pageOctets) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            came |= !polled.isEmpty();
            for (ConsumerRecord<byte[], byte[]> received : polled) {
                Inbound inbound = Inbound.of(topic, received);
                if (keys.test(inbound.key())) {
                    gathered.add(inbound);
                    gatheredOctets += RECORD_OCTETS + received.serializedValueSize() + received.serializedKeySize();
                }
            }
            if (System.nanoTime() > deadline) {
                String late = topic.wireName() + " cannot be read to its end in " + LONGEST;
                if (came) {
                    throw new StepUnavailable(late + ", reading goes on");
                }
                throw new LostException(late, null);
            }
        }
        List<Inbound> records = List.copyOf(gathered);
        drop();
        whole &= isBehind(consumer, ends);
        return records;
    }

    private boolean isBehind(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return partitions.stream().anyMatch(partition -> consumer.position(partition, LONGEST) < ends.get(partition));
    }

    /** Only a new session, from the start, is right. */
    private static final class LostException extends Exception {
        private static final long serialVersionUID = 1L;

        LostException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private void drop() {
        gathered.clear();
        gatheredOctets = 0;
    }

    private void end() {
        drop();
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public void close() {
        end();
    }
}
