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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    private List<String> texts() throws StepUnavailable {
        return replica.catchUp().stream()
                .map(inbound -> new String(inbound.bytes(), StandardCharsets.UTF_8))
                .toList();
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
        producer.send(new ProducerRecord<>(Topic.TRUST.wireName(), text, text.getBytes(StandardCharsets.UTF_8)))
                .get(10, TimeUnit.SECONDS);
    }
}
