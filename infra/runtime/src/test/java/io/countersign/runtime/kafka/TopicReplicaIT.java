package io.countersign.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A whole topic of a real broker, as the signer reads {@code trust}. */
@WithStack
final class TopicReplicaIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Stack stack;
    private final MutualTls tls;
    private final TopicReplica replica;

    TopicReplicaIT(Stack stack) throws Exception {
        this.stack = stack;
        stack.resetTopics();
        tls = MutualTls.open(stack.identity(ServiceName.SIGNER).folder());
        KafkaClients clients = new KafkaClients(new KafkaConfig(stack.broker().bootstrap()), tls, "replica-0");
        replica = new TopicReplica(clients, Topic.TRUST, new KnownTopics());
    }

    @AfterEach
    void close() {
        replica.close();
        tls.close();
    }

    @Test
    void readsToTheEndEachTime() throws Exception {
        assertThat(texts()).isEmpty();
        write("one", "two");

        assertThat(texts()).containsExactly("one", "two");
        assertThat(texts()).isEmpty();
        write("three");
        assertThat(texts()).containsExactly("three");
    }

    @Test
    void holdsAPageOfATopicAtATimeHoweverMuchStandsThere() throws Exception {
        Random random = new Random(1);
        String[] large = IntStream.range(0, 150)
                .mapToObj(number -> {
                    byte[] octets = new byte[30_000];
                    random.nextBytes(octets);
                    return number + "-" + HexFormat.of().formatHex(octets);
                })
                .toArray(String[]::new);
        write(large);
        List<String> all = new ArrayList<>();
        int pages = 0;
        for (List<String> page = texts(); !page.isEmpty(); page = texts()) {
            assertThat(page).hasSizeLessThan(110);
            all.addAll(page);
            pages++;
        }
        assertThat(all).containsExactly(large);
        assertThat(pages).isGreaterThan(1);
    }

    @Test
    void leavesOutWhatWasTakenBack() throws Exception {
        try (Producer<String, byte[]> producer =
                stack.kafka(ServiceName.REGISTRY).producer(Map.of("transactional.id", "registry.replica-test"))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "taken back");
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, "stands");
            producer.commitTransaction();
        }

        assertThat(texts()).containsExactly("stands");
    }

    @Test
    void readsATopicMadeAnewFromItsBeginning() throws Exception {
        write("old");
        assertThat(texts()).containsExactly("old");

        stack.resetTopics();
        write("new");

        List<String> read = new ArrayList<>();
        await().atMost(LONG).ignoreExceptionsInstanceOf(StepUnavailable.class).until(() -> {
            read.addAll(texts());
            return read.contains("new");
        });
    }

    @Test
    void sitsOutABrokerThatIsAway() throws Exception {
        write("before");
        assertThat(texts()).containsExactly("before");

        stack.broker().kill9();
        assertThatThrownBy(replica::catchUp).isInstanceOf(StepUnavailable.class);
        stack.broker().start();

        await().atMost(LONG).ignoreExceptionsInstanceOf(StepUnavailable.class).until(() -> texts().contains("before"));
    }

    @Test
    void readsOnlyItsKeysAndNothingFromBeforeItsWindowUntilAsked() throws Exception {
        Topic topic = Topic.CERTIFICATES;
        // The second key shares the first one's partition, which is read, and is left out all the same.
        String neighbour = IntStream.range(0, 1000)
                .mapToObj(number -> "neighbour-" + number)
                .filter(key -> Outbound.partition(topic, key) == Outbound.partition(topic, "wanted"))
                .findFirst()
                .orElseThrow();
        Instant now = Instant.now();
        KafkaClients clients = new KafkaClients(new KafkaConfig(stack.broker().bootstrap()), tls, "keys-0");
        try (Producer<String, byte[]> producer = stack.kafka(ServiceName.SIGNER).producer();
                TopicReplica some = TopicReplica.ofKeys(
                        clients, topic, Set.of("wanted"), Duration.ofHours(26), new KnownTopics(), () -> now)) {
            send(producer, topic, "wanted", "old", now.minus(Duration.ofHours(27)));
            send(producer, topic, neighbour, "of another", now);
            send(producer, topic, "wanted", "new", now);

            assertThat(texts(some)).containsExactly("new");
            some.fromBeginning();
            assertThat(texts(some)).containsExactly("old", "new");
            send(producer, topic, "wanted", "newer", now);
            assertThat(texts(some)).containsExactly("newer");
        }
    }

    @Test
    void remembersThatAllWasAskedForWhileTheBrokerIsAway() throws Exception {
        Topic topic = Topic.CERTIFICATES;
        Instant now = Instant.now();
        KafkaClients clients = new KafkaClients(new KafkaConfig(stack.broker().bootstrap()), tls, "whole-0");
        try (Producer<String, byte[]> producer = stack.kafka(ServiceName.SIGNER).producer();
                TopicReplica some = TopicReplica.ofKeys(
                        clients, topic, Set.of("wanted"), Duration.ofHours(26), new KnownTopics(), () -> now)) {
            send(producer, topic, "wanted", "old", now.minus(Duration.ofHours(27)));
            assertThat(texts(some)).isEmpty();
            some.fromBeginning();
            stack.broker().kill9();
            assertThatThrownBy(some::catchUp).isInstanceOf(StepUnavailable.class);
            stack.broker().start();

            AtomicReference<List<String>> all = new AtomicReference<>();
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(StepUnavailable.class)
                    .untilAsserted(() -> all.set(texts(some)));
            assertThat(all.get()).containsExactly("old");
        }
    }

    private static List<String> texts(TopicReplica replica) throws StepUnavailable {
        return replica.catchUp().stream()
                .map(inbound -> new String(inbound.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    private static void send(Producer<String, byte[]> producer, Topic topic, String key, String text, Instant time)
            throws Exception {
        producer.send(new ProducerRecord<>(
                        topic.wireName(),
                        Outbound.partition(topic, key),
                        time.toEpochMilli(),
                        key,
                        text.getBytes(StandardCharsets.UTF_8)))
                .get(10, TimeUnit.SECONDS);
    }

    private List<String> texts() throws StepUnavailable {
        return texts(replica);
    }

    private void write(String... texts) throws Exception {
        try (Producer<String, byte[]> producer =
                stack.kafka(ServiceName.REGISTRY).producer()) {
            for (String text : texts) {
                send(producer, text);
            }
        }
    }

    private static void send(Producer<String, byte[]> producer, String text) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topic.TRUST.wireName(),
                        text.substring(0, Math.min(9, text.length())),
                        text.getBytes(StandardCharsets.UTF_8)))
                .get(10, TimeUnit.SECONDS);
    }
}
