package io.countersign.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A tail on a real broker, with a store that fails as a database would. */
@WithStack
final class TopicTailIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Topic TOPIC = Topic.INTENTS;

    private final Stack stack;

    TopicTailIT(Stack stack) {
        this.stack = stack;
        stack.resetTopics();
    }

    /** Records and offsets, durable together: one row set, as it were. */
    private static final class Store implements TailHandler {
        /** Calls after which the store answers with an error although it has stored. */
        final AtomicInteger unknownOutcomes = new AtomicInteger();
        /** Calls that fail without storing. */
        final AtomicInteger refusals = new AtomicInteger();

        private final List<String> records = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private Offsets offsets = Offsets.NONE;

        @Override
        public synchronized Offsets offsets() {
            return offsets;
        }

        @Override
        public synchronized void handle(List<Inbound> batch, Offsets next) throws StepUnavailable {
            if (refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new StepUnavailable("the database is away");
            }
            batch.forEach(inbound -> records.add(new String(inbound.bytes(), StandardCharsets.UTF_8)));
            offsets = next;
            if (unknownOutcomes.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IllegalStateException("connection lost during commit");
            }
        }

        @Override
        public synchronized void topicRecreated(Topic topic, String formerId, String id, Offsets next) {
            notes.add("recreated " + topic.wireName() + " " + !formerId.equals(id));
            offsets = next;
        }

        @Override
        public synchronized void gap(Topic topic, int partition, long wanted, long from) {
            notes.add("gap " + partition + " " + wanted + " " + from);
        }

        synchronized List<String> records() {
            return List.copyOf(records);
        }

        synchronized List<String> notes() {
            return List.copyOf(notes);
        }
    }

    private final class Running implements AutoCloseable {
        final ServiceLife life = new ServiceLife("tail-test", Duration.ofSeconds(20));
        private final MutualTls tls;
        private final TopicTail tail;

        Running(TailHandler handler) throws Exception {
            tls = MutualTls.open(stack.identity(ServiceName.AUDIT).folder());
            KafkaClients clients =
                    new KafkaClients(new KafkaConfig(stack.broker().bootstrap()), tls, "tail-test");
            tail = new TopicTail(clients, "tail", Set.of(TOPIC, Topic.TRUST), handler, new KnownTopics(), life);
            tail.start();
        }

        @Override
        public void close() {
            try {
                tail.stop(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            } finally {
                tls.close();
            }
        }
    }

    @Test
    void goesOnFromTheOffsetsOfItsStore() throws Exception {
        Store store = new Store();
        put(0, 30);
        try (Running running = new Running(store)) {
            await().atMost(LONG).until(() -> store.records().size() >= 30);
            await().until(() -> running.life.readiness().isReady());
        }
        put(30, 40);
        try (Running running = new Running(store)) {
            await().atMost(LONG).until(() -> store.records().size() >= 40);
            await().until(() -> running.life.readiness().isReady());
        }
        assertThat(store.records()).containsExactlyInAnyOrderElementsOf(texts(0, 40));
        assertThat(store.notes()).isEmpty();
    }

    @Test
    void neitherLosesNorDoublesARecordWhenTheStoreFailsOrDoesNotSay() throws Exception {
        Store store = new Store();
        try (Running running = new Running(store)) {
            for (int i = 0; i < 50; i += 10) {
                store.refusals.set(1);
                store.unknownOutcomes.set(1);
                put(i, i + 10);
                int all = i + 10;
                await().atMost(LONG).until(() -> store.records().size() >= all);
            }
            await().atMost(LONG).until(() -> running.life.readiness().isReady());
        }
        assertThat(store.records()).containsExactlyInAnyOrderElementsOf(texts(0, 50));
        assertThat(store.refusals).hasValue(0);
        assertThat(store.unknownOutcomes).hasValue(0);
    }

    @Test
    void noticesATopicMadeAnewAndReadsItFromItsBeginning() throws Exception {
        Store store = new Store();
        put(0, 5);
        try (Running running = new Running(store)) {
            await().atMost(LONG).until(() -> store.records().size() >= 5);
            stack.resetTopics();
            put(100, 103);
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(store.records()).containsAll(texts(0, 5)).containsAll(texts(100, 103)));
            await().atMost(LONG).until(() -> running.life.readiness().isReady());
        }
        assertThat(store.notes()).contains("recreated " + TOPIC.wireName() + " true");
    }

    @Test
    void saysWhenRecordsWentBeforeItReadThem() throws Exception {
        Store store = new Store();
        put(0, 10);
        try (Admin admin = stack.admin()) {
            admin.deleteRecords(
                            Map.of(new TopicPartition(TOPIC.wireName(), partition()), RecordsToDelete.beforeOffset(4)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        try (Running running = new Running(store)) {
            await().atMost(LONG).until(() -> store.records().size() >= 6);
            await().until(() -> running.life.readiness().isReady());
        }
        assertThat(store.records()).containsExactlyElementsOf(texts(4, 10));
        assertThat(store.notes()).containsExactly("gap " + partition() + " 0 4");
    }

    private static int partition() {
        return Outbound.partition(TOPIC, "k");
    }

    private void put(int from, int to) throws Exception {
        try (Producer<String, byte[]> producer = stack.kafka(ServiceName.SIGNER).producer()) {
            for (String text : texts(from, to)) {
                producer.send(new ProducerRecord<>(
                                TOPIC.wireName(), partition(), "k", text.getBytes(StandardCharsets.UTF_8)))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static List<String> texts(int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add("record " + i);
        }
        return texts;
    }
}
