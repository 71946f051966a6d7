package io.countersign.runtime.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.Stack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The expiry-watcher's rights (inventory in, renewals and dead letters out) under a loop with a step of the test's own. */
final class LoopRig {
    static final Topic INPUT = Topic.INVENTORY;
    static final Topic OUTPUT = Topic.RENEWALS;

    private final Stack stack;

    LoopRig(Stack stack) {
        this.stack = stack;
        stack.resetTopics();
    }

    /** A loop with a life of its own; closing it stops the loop in order. */
    final class Running implements AutoCloseable {
        final ServiceLife life = new ServiceLife("loop-test", Duration.ofSeconds(20));
        private final MutualTls tls;
        private final TopicLoop loop;

        Running(int ordinal, LoopInput.Start start, Step step, StepKillPoints killPoints) throws Exception {
            this("loop-test-" + ordinal, ordinal, start, step, killPoints);
        }

        Running(String name, int ordinal, LoopInput.Start start, Step step, StepKillPoints killPoints)
                throws Exception {
            tls = MutualTls.open(stack.identity(ServiceName.WATCHER).folder());
            KnownTopics topics = new KnownTopics();
            loop = new TopicLoop(
                    new KafkaClients(new KafkaConfig(stack.broker().bootstrap()), tls, name),
                    ServiceName.WATCHER,
                    ordinal,
                    List.of(new LoopInput(INPUT, "watcher." + ordinal, step, start)),
                    topics,
                    new DeadLetters(ServiceName.WATCHER, InstantSource.system(), topics),
                    life,
                    killPoints,
                    System::nanoTime);
            loop.start();
        }

        @Override
        public void close() {
            try {
                loop.stop(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            } finally {
                tls.close();
            }
        }
    }

    Running run(Step step) throws Exception {
        return new Running(0, LoopInput.Start.COMMITTED, step, StepKillPoints.NONE);
    }

    /** Answers number n with event n, under the key of the record. */
    static StepResult answer(List<Inbound> batch) {
        StepResult.Builder result = StepResult.builder();
        batch.forEach(inbound -> result.publish(answer(inbound)));
        return result.build();
    }

    static Outbound answer(Inbound inbound) {
        return Outbound.of(Samples.expired(inbound.key(), number(inbound)));
    }

    static long number(Inbound inbound) {
        return Long.parseLong(new String(inbound.bytes(), StandardCharsets.UTF_8));
    }

    /** Puts numbers from..to-1 on the input, by turns under the keys given. */
    void put(long from, long to, String... keys) throws Exception {
        try (Producer<String, byte[]> producer =
                stack.kafka(ServiceName.REGISTRY).producer()) {
            for (long number = from; number < to; number++) {
                String key = keys[Math.toIntExact(number % keys.length)];
                producer.send(record(key, Long.toString(number))).get(20, TimeUnit.SECONDS);
            }
        }
    }

    void putText(String key, String text) throws Exception {
        try (Producer<String, byte[]> producer =
                stack.kafka(ServiceName.REGISTRY).producer()) {
            producer.send(record(key, text)).get(20, TimeUnit.SECONDS);
        }
    }

    private static ProducerRecord<String, byte[]> record(String key, String text) {
        return new ProducerRecord<>(
                INPUT.wireName(), Outbound.partition(INPUT, key), key, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything committed on a topic so far, in order within each partition. */
    List<Event> committed(Topic topic) throws Exception {
        List<Event> events = new ArrayList<>();
        try (Consumer<String, byte[]> consumer = stack.kafka(ServiceName.AUDIT).consumer(Map.of())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < topic.partitions(); i++) {
                partitions.add(new TopicPartition(topic.wireName(), i));
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < end.get(partition))) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    events.add(EventCodec.decode(topic, found.value()));
                }
            }
        }
        return events;
    }

    List<Long> answers() throws Exception {
        return committed(OUTPUT).stream().map(Samples::number).toList();
    }

    Stack stack() {
        return stack;
    }
}
