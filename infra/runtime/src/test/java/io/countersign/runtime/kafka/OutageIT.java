package io.countersign.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Event;
import io.countersign.contracts.ServiceName;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.Identity;
import io.countersign.stack.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lost brokers and changed identities, on a stack of its own because it takes the broker down. */
final class OutageIT {
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private Stack stack;
    private LoopRig rig;

    @BeforeEach
    void start() {
        stack = new Stack(folder);
        rig = new LoopRig(stack);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void goesOnByItselfAfterTheBrokerWasKilled() throws Exception {
        try (LoopRig.Running running = rig.run(LoopRig::answer)) {
            rig.put(0, 40, "n1", "n2", "n3");
            await().atMost(LONG).until(() -> rig.answers().size() >= 40);
            stack.broker().kill9();
            stack.broker().start();
            rig.put(40, 80, "n1", "n2", "n3");
            await().atMost(LONG).until(() -> rig.answers().size() >= 80);
            await().atMost(LONG).until(() -> running.life.readiness().isReady());
            assertThat(rig.answers()).doesNotHaveDuplicates().hasSize(80);
        }
    }

    @Test
    void goesOnUnderItsNewIdentity() throws Exception {
        try (LoopRig.Running running = rig.run(LoopRig::answer)) {
            rig.put(0, 10, "n1", "n2");
            await().atMost(LONG).until(() -> rig.answers().size() >= 10);
            Identity old = stack.identity(ServiceName.WATCHER);
            MutualTls tls = MutualTls.opened(old.folder());
            var before = tls.identity().certificate().getSerialNumber();
            // Issues into the same folder, as the agent beside a service does.
            Identity renewed = stack.pki().issue(ServiceName.WATCHER.wireName());
            assertThat(renewed.folder()).isEqualTo(old.folder());
            await().until(() -> !tls.identity().certificate().getSerialNumber().equals(before));
            rig.put(10, 20, "n1", "n2");
            await().atMost(LONG).until(() -> rig.answers().size() >= 20);
            await().atMost(LONG).until(() -> running.life.readiness().isReady());
            assertThat(rig.answers()).doesNotHaveDuplicates().hasSize(20);
        }
    }

    @Test
    void aProducerWithoutTransactionsSaysWhenNobodyAnswersAndRecovers() throws Exception {
        Path own = folder.resolve("own");
        Files.createDirectories(own);
        for (String name : List.of("key.pem", "cert.pem", "ca.pem")) {
            Files.copy(
                    stack.identity(ServiceName.WATCHER).folder().resolve(name),
                    own.resolve(name),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Event event = Samples.expired("n1", 1);
        try (MutualTls tls = MutualTls.open(own);
                EventProducer producer = new EventProducer(
                        new KafkaClients(new KafkaConfig(stack.broker().bootstrap()), tls, "producer-test"), "test")) {
            producer.publish(List.of(Outbound.of(event)));
            stack.broker().stop();
            assertThatThrownBy(() -> producer.publish(List.of(Outbound.of(Samples.expired("n1", 2)))))
                    .isInstanceOf(StepUnavailable.class);
            stack.broker().start();
            producer.publish(List.of(Outbound.of(Samples.expired("n1", 2))));
            assertThat(rig.answers()).startsWith(1L).contains(2L);
        }
    }
}
