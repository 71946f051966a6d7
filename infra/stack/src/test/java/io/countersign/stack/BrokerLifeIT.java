package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a stack of its own, because it takes the broker down. */
final class BrokerLifeIT {
    @Test
    void keepsRecordsTopicsAndRightsThroughStopAndKill(@TempDir Path folder) throws Exception {
        try (Stack stack = new Stack(folder)) {
            Broker broker = stack.broker();
            write(stack, "before the stop");
            broker.stop();
            assertThat(broker.alive()).isFalse();
            broker.start();
            write(stack, "before the kill");
            broker.kill9();
            assertThat(broker.alive()).isFalse();
            broker.start();
            write(stack, "after both");

            assertThat(read(stack, 3)).containsExactly("before the stop", "before the kill", "after both");
            assertThat(stack.ledger().alive()).containsExactly(broker.pid());
            assertThat(broker.log()).content().doesNotContain("PRIVATE KEY");
        }
    }

    @Test
    void leavesNoProcessBehind(@TempDir Path folder) {
        long pid;
        try (Stack stack = new Stack(folder)) {
            pid = stack.broker().pid();
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(folder.resolve("broker/data")).doesNotExist();
    }

    @Test
    void aFailedStartShowsTheTailOfTheLog(@TempDir Path folder) throws Exception {
        StackPki pki = new Stack(folder).pki();
        Identity broken = pki.issue("broker");
        Files.writeString(broken.cert(), "not a certificate\n", StandardCharsets.UTF_8);
        Path lib = BrokerSettings.libIn(BrokerSettings.repositoryRoot());
        BrokerSettings settings =
                new BrokerSettings(lib, folder.resolve("broken"), 19_990, 19_991, broken, pki.issue("admin"));
        try (ProcessLedger ledger = new ProcessLedger()) {
            assertThatThrownBy(() -> Broker.start(ledger, settings))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("ended with exit code 1")
                    .hasMessageContaining("PEM");
        }
    }

    private static void write(Stack stack, String text) throws Exception {
        try (Producer<String, byte[]> producer = stack.kafka(ServiceName.SIGNER).producer()) {
            producer.send(new ProducerRecord<>(Topic.INTENTS.wireName(), 0, "k", text.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static List<String> read(Stack stack, int count) {
        try (Consumer<String, byte[]> consumer = stack.kafka(ServiceName.AUDIT).consumer(Map.of())) {
            consumer.assign(List.of(new TopicPartition(Topic.INTENTS.wireName(), 0)));
            List<String> texts = new ArrayList<>();
            Wait.until(
                    "records read",
                    Duration.ofSeconds(30),
                    () -> {
                        ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(200));
                        records.forEach(record -> texts.add(new String(record.value(), StandardCharsets.UTF_8)));
                        return texts.size() >= count;
                    },
                    texts::toString);
            return texts;
        }
    }
}
