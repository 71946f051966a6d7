package io.countersign.registry.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.registry.TestDatabase;
import io.countersign.registry.postgres.OutboxQueue;
import io.countersign.registry.postgres.PostgresTransactions;
import io.countersign.runtime.kafka.KafkaConfig;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two relays over one outbox, of which one does not notice that it lost the lead. */
@WithStack
final class RelayIT {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Stack stack;
    private TestDatabase database;

    RelayIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void open() throws Exception {
        stack.resetTopics();
        database = new TestDatabase(stack);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void publishesNothingOldAfterANewLeader() throws Exception {
        announce(1);
        try (Running first = new Running("first", Stall.BEFORE_SENDING)) {
            first.stalled.awaitStall();
            // The lead goes with the session, for example in a failover of the database; the relay is not told.
            endSessionOfTheLeader();
            try (Running second = new Running("second", Stall.NEVER)) {
                announce(2);
                Awaitility.await("the second leads and has published")
                        .atMost(LIMIT)
                        .until(() -> second.relay.leads() && published().equals(List.of(1, 2)));
                assertThat(first.relay.leads()).isTrue();

                first.stalled.resume();
                first.stalled.awaitAnswer();
                announce(3);
                Awaitility.await("all of it").atMost(LIMIT).until(() -> published()
                        .contains(3));
                assertThat(published()).as("read committed").containsExactly(1, 2, 3);
                assertThat(first.stalled.refused)
                        .as("what the brokers said to the former leader")
                        .hasMessageContaining("old epoch");
                Awaitility.await("it gave up the lead").atMost(LIMIT).until(() -> !first.relay.leads());
            }
            Awaitility.await("it leads again").atMost(LIMIT).until(first.relay::leads);
            announce(4);
            Awaitility.await("it sends again").atMost(LIMIT).until(() -> published()
                    .equals(List.of(1, 2, 3, 4)));
        }
    }

    @Test
    void looksAtTheOutboxAgainWhenItExcludedANewLeader() throws Exception {
        announce(1);
        // As a relay does that takes over a new identity with a new producer.
        try (Running first = new Running("first", Stall.BEFORE_EXCLUDING)) {
            first.stalled.awaitStall();
            endSessionOfTheLeader();
            try (Running second = new Running("second", Stall.NEVER)) {
                announce(2);
                Awaitility.await("the second leads and has published")
                        .atMost(LIMIT)
                        .until(() -> second.relay.leads() && published().equals(List.of(1, 2)));
                first.stalled.resume();
                Awaitility.await("it gave up the lead").atMost(LIMIT).until(() -> !first.relay.leads());
                announce(3);
                Awaitility.await("all of it").atMost(LIMIT).until(() -> published()
                        .contains(3));
                assertThat(published()).containsExactly(1, 2, 3);
            }
        }
    }

    private enum Stall {
        NEVER,
        BEFORE_EXCLUDING,
        BEFORE_SENDING
    }

    /** A relay as the service runs it, with a sender that can be made to stall. */
    private final class Running implements AutoCloseable {
        final Stalling stalled;
        final OutboxRelay relay;
        private final ServiceLife life;

        Running(String name, Stall stall) {
            life = new ServiceLife(name, Duration.ofSeconds(20));
            stalled = new Stalling(
                    new FencedSender(new KafkaConfig(stack.broker().bootstrap()), database.tls(), name), stall);
            relay = new OutboxRelay(
                    new OutboxQueue(database.pool()), stalled, Optional.empty(), InstantSource.system(), life);
            relay.start();
        }

        @Override
        public void close() {
            stalled.resume();
            try {
                relay.stop(Duration.ofSeconds(20));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            } finally {
                life.metrics().close();
            }
        }
    }

    /** Stalls once, as a long pause of the process would: before sending means behind the look at the outbox. */
    private static final class Stalling implements EventSender {
        private final EventSender real;
        private final Stall stall;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch resumed = new CountDownLatch(1);
        private final CountDownLatch answered = new CountDownLatch(1);
        private volatile StepUnavailable refused;

        Stalling(EventSender real, Stall stall) {
            this.real = real;
            this.stall = stall;
        }

        @Override
        public void exclude() throws StepUnavailable {
            at(Stall.BEFORE_EXCLUDING);
            real.exclude();
        }

        @Override
        public void send(List<Outbound> outbounds) throws StepUnavailable {
            at(Stall.BEFORE_SENDING);
            try {
                real.send(outbounds);
            } catch (StepUnavailable failure) {
                refused = failure;
                throw failure;
            } finally {
                answered.countDown();
            }
        }

        private void at(Stall here) {
            if (here == stall) {
                reached.countDown();
                await(resumed);
            }
        }

        void awaitStall() {
            await(reached);
        }

        void resume() {
            resumed.countDown();
        }

        void awaitAnswer() {
            await(answered);
        }

        @Override
        public void release() {
            real.release();
        }

        @Override
        public void close() {
            real.close();
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody came");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }
    }

    private void endSessionOfTheLeader() throws SQLException {
        try (Connection admin = stack.postgres().admin("registry");
                Statement statement = admin.createStatement();
                ResultSet ended = statement.executeQuery(
                        "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory'")) {
            assertThat(ended.next()).isTrue();
            assertThat(ended.getBoolean(1)).isTrue();
        }
    }

    private void announce(int version) throws RefusedException {
        new PostgresTransactions(database.pool(), () -> {}).run(stores -> stores.announcements()
                .announce(
                        EventType.INVENTORY_CHANGED,
                        SCHEDULER.toString(),
                        Instant.now(),
                        inventory(version),
                        Optional.empty()));
    }

    private static InventoryChanged inventory(int version) {
        Sha256 any = Sha256.of(new byte[] {1});
        Instant now = Instant.parse("2026-03-01T10:00:00Z");
        SerialNumber serial = SerialNumber.parse(Integer.toHexString(version));
        return new InventoryChanged(
                SCHEDULER,
                "scheduler",
                new InventoryChanged.Entry(new CertificateId(any, serial, any), any, now, now),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Versions on the topic as a read-committed reader sees them now, in their order. */
    private List<Integer> published() throws UnreadableException {
        List<Integer> versions = new ArrayList<>();
        try (Consumer<String, byte[]> consumer =
                stack.kafka(ServiceName.WATCHER).consumer(Map.of())) {
            TopicPartition partition = new TopicPartition(
                    Topic.INVENTORY.wireName(), Outbound.partition(Topic.INVENTORY, SCHEDULER.toString()));
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (var found : consumer.poll(Duration.ofMillis(200))) {
                    Event event = EventCodec.decode(Topic.INVENTORY, found.value());
                    versions.add(event.data(InventoryChanged.class)
                            .newest()
                            .id()
                            .serial()
                            .value()
                            .intValueExact());
                }
            }
        }
        return versions;
    }
}
