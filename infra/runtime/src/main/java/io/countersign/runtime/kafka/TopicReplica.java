package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic of one partition, read whole and then again to its end whenever asked: for state that must be known before work is done.
 * Without a group, so every instance reads all of it. Owned by one thread.
 */
public final class TopicReplica implements AutoCloseable {
    /** A few round trips; a broker that takes longer holds the work up, and that is to be seen. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final KafkaClients clients;
    private final Topic topic;
    private final KnownTopics topics;
    private final TopicPartition partition;
    private Session session;
    private long lookedAtId;

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

    public TopicReplica(KafkaClients clients, Topic topic, KnownTopics topics) {
        if (topic.partitions() != 1) {
            throw new IllegalArgumentException(topic.wireName() + " has more than one partition");
        }
        this.clients = clients;
        this.topic = topic;
        this.topics = topics;
        this.partition = new TopicPartition(topic.wireName(), 0);
    }

    /**
     * The records up to the end that the broker names now: since the reading before, or all of them, at the first time, after a
     * fault, and when the topic was made anew. So a record may come again.
     */
    public List<Inbound> catchUp() throws StepUnavailable {
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
        } catch (StepUnavailable e) {
            end();
            throw e;
        }
    }

    /** A topic made anew under the same name has other records at the same offsets. */
    private void lookAtId() throws StepUnavailable, InterruptedException {
        if (System.nanoTime() - lookedAtId >= TailSession.LOOK_AT_IDS_EVERY.toNanos()) {
            topics.areSame(session.admin(), List.of(topic));
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
        lookedAtId = System.nanoTime();
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    private List<Inbound> read() throws StepUnavailable {
        Consumer<byte[], byte[]> consumer = session.consumer();
        long end = consumer.endOffsets(List.of(partition), LONGEST).get(partition);
        if (consumer.position(partition, LONGEST) > end) {
            throw new StepUnavailable(topic.wireName() + " has lost records: its end is now " + end);
        }
        List<Inbound> records = new ArrayList<>();
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (consumer.position(partition, LONGEST) < end) {
            for (ConsumerRecord<byte[], byte[]> received : consumer.poll(POLL)) {
                records.add(Inbound.of(topic, received));
            }
            if (System.nanoTime() > deadline) {
                throw new StepUnavailable(topic.wireName() + " cannot be read to its end at " + end + " in " + LONGEST);
            }
        }
        return records;
    }

    private void end() {
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
