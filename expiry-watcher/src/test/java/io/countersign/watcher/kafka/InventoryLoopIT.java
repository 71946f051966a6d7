package io.countersign.watcher.kafka;

import static io.countersign.watcher.core.Inventories.certificate;
import static io.countersign.watcher.core.Inventories.installed;
import static io.countersign.watcher.core.Inventories.issued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.contracts.event.RenewalDue;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.watcher.core.HandClock;
import io.countersign.watcher.core.NodeCalendar;
import io.countersign.watcher.core.RenewalPolicy;
import io.countersign.watcher.core.RenewalWindow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watcher's loop on a real broker, with a clock moved by hand. */
@WithStack
class InventoryLoopIT {
    private static final Instant START = Instant.parse("2026-11-22T14:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration YEAR = Duration.ofDays(365);

    private final Stack stack;
    private final Wire wire;
    private final HandClock clock = new HandClock(START);
    private final List<Lineage> neighbours = Wire.neighbours(3);
    private final Lineage lineage = neighbours.get(0);
    private final Lineage probe = neighbours.get(1);

    InventoryLoopIT(Stack stack) {
        this.stack = stack;
        this.wire = new Wire(stack);
    }

    @BeforeEach
    void emptyTopics() {
        stack.broker();
        stack.resetTopics();
    }

    @Test
    void tellsARenewalOnceOverRestartAndRedelivery() throws Exception {
        InventoryChanged state = issued(lineage, certificate(1, START, YEAR));
        wire.inventory(state);
        watch(running -> {
            awaitCommitted(1);
            assertThat(wire.told(lineage)).isEmpty();
            clock.advance(Duration.ofDays(230));
            awaitTold(lineage, EventType.RENEWAL_DUE);
        });
        watch(running -> {
            wire.inventory(state);
            probe(START);
            awaitTold(probe, EventType.RENEWAL_DUE);
        });

        assertThat(wire.told(lineage)).containsExactly(EventType.RENEWAL_DUE);
        assertThat(wire.told(probe)).containsExactly(EventType.RENEWAL_DUE);
        Event due = wire.events(Topic.RENEWALS).get(0);
        assertThat(due.data(RenewalDue.class).basis()).isEqualTo("newest");
        assertThat(due.source()).isEqualTo(ServiceName.WATCHER.source());
    }

    @Test
    void tellsWhatCameDueAndWhatArrivedWhileItWasDown() throws Exception {
        wire.inventory(issued(lineage, certificate(1, START, YEAR)));
        watch(running -> awaitCommitted(1));
        clock.advance(Duration.ofDays(230));
        // Its due moment lies before the mark of the watcher that is about to start.
        wire.inventory(issued(probe, certificate(2, START.minus(Duration.ofDays(900)), YEAR.multipliedBy(4))));

        watch(running -> {
            awaitTold(lineage, EventType.RENEWAL_DUE);
            awaitTold(probe, EventType.RENEWAL_DUE, EventType.CERTIFICATE_EXPIRING);
        });

        assertThat(wire.told(lineage)).containsExactly(EventType.RENEWAL_DUE);
    }

    @Test
    void renewedLineageDoesNotFallDueForItsFormerCertificate() throws Exception {
        InventoryChanged.Entry former = certificate(1, START, YEAR);
        InventoryChanged.Entry renewed = certificate(2, START.plus(Duration.ofDays(170)), YEAR);
        wire.inventory(issued(lineage, former));
        wire.inventory(installed(lineage, renewed, renewed, "node"));
        clock.advance(Duration.ofDays(300));

        watch(running -> {
            probe(START.plus(Duration.ofDays(70)));
            awaitTold(probe, EventType.RENEWAL_DUE);
            assertThat(wire.told(lineage)).isEmpty();
            clock.advance(Duration.ofDays(100));
            awaitTold(lineage, EventType.RENEWAL_DUE);
        });

        RenewalDue due = wire.events(Topic.RENEWALS).stream()
                .filter(event -> event.subject().equals(lineage.toString()))
                .findFirst()
                .orElseThrow()
                .data(RenewalDue.class);
        assertThat(due.id()).isEqualTo(renewed.id());
        assertThat(due.basis()).isEqualTo("installed");
    }

    @Test
    void commitsTheSweepMarkAloneAndReadsItBack() throws Exception {
        wire.inventory(issued(lineage, certificate(1, START, YEAR)));
        Instant ahead = clock.advance(Duration.ofDays(230));
        watch(running -> {
            awaitTold(lineage, EventType.RENEWAL_DUE);
        });
        assertThat(wire.committed()).isEqualTo(new OffsetAndMetadata(1, Optional.empty(), ahead.toString()));

        clock.set(START);
        watch(running -> {
            wire.inventory(issued(probe, certificate(2, START, YEAR)));
            awaitCommitted(2);
            assertThat(wire.told(probe))
                    .as("not early, though its day lies before the mark")
                    .isEmpty();
        });

        assertThat(wire.committed()).isEqualTo(new OffsetAndMetadata(2, Optional.empty(), ahead.toString()));
        assertThat(wire.told(lineage)).containsExactly(EventType.RENEWAL_DUE);
    }

    @Test
    void garbageGoesToDeadLettersOnceAndTheNextRecordCounts() throws Exception {
        clock.advance(Duration.ofDays(230));
        wire.inventory(lineage.toString(), "garbage".getBytes(StandardCharsets.UTF_8));
        wire.inventory(issued(lineage, certificate(1, START, YEAR)));
        watch(running -> {
            awaitTold(lineage, EventType.RENEWAL_DUE);
        });
        watch(running -> {
            probe(START);
            awaitTold(probe, EventType.RENEWAL_DUE);
        });

        assertThat(wire.events(Topic.DEAD_LETTERS)).hasSize(1).first().satisfies(letter -> {
            RecordUnreadable data = letter.data(RecordUnreadable.class);
            assertThat(data.reason()).isEqualTo("not-json");
            assertThat(data.service()).isEqualTo(ServiceName.WATCHER.wireName());
            assertThat(data.offset()).isZero();
            assertThat(data.partition()).isEqualTo(3);
        });
    }

    @Test
    void tombstoneEndsTheWatch() throws Exception {
        wire.inventory(issued(lineage, certificate(1, START, YEAR)));
        wire.inventory(lineage.toString(), null);
        clock.advance(Duration.ofDays(230));

        watch(running -> {
            probe(START);
            awaitTold(probe, EventType.RENEWAL_DUE);
        });

        assertThat(wire.told(lineage)).isEmpty();
    }

    @Test
    void secondHolderOfAnOrdinalEndsAndNamesTheFirst() throws Exception {
        watch(first -> {
            await().atMost(LIMIT).until(() -> first.life().readiness().isReady());
            watch(second -> {
                await().atMost(LIMIT).until(() -> reason(second).contains("each instance needs its own ordinal"));

                assertThat(reason(second)).contains("expiry-watcher-0 is held by expiry-watcher-0.");
                assertThat(first.life().readiness().isReady()).isTrue();
            });
        });
    }

    @Test
    void pausesWithTheBrokerAndResumesAlone() throws Exception {
        wire.inventory(issued(lineage, certificate(1, START, YEAR)));
        watch(running -> {
            awaitCommitted(1);
            stack.broker().stop();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !running.life().readiness().isReady());
            clock.advance(Duration.ofDays(230));
            stack.broker().start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> running.life().readiness().isReady());
            awaitTold(lineage, EventType.RENEWAL_DUE);
        });

        assertThat(wire.told(lineage)).containsExactly(EventType.RENEWAL_DUE);
    }

    @Test
    void topicMadeAnewIsReadFromItsStart() throws Exception {
        wire.inventory(issued(lineage, certificate(1, START, YEAR)));
        clock.advance(Duration.ofDays(230));
        watch(running -> {
            awaitTold(lineage, EventType.RENEWAL_DUE);
            stack.resetTopics();
            wire.inventory(issued(probe, certificate(2, START, YEAR)));
            awaitTold(probe, EventType.RENEWAL_DUE);
        });

        assertThat(wire.told(lineage)).as("gone with its topic").isEmpty();
    }

    private void probe(Instant notBefore) throws Exception {
        wire.inventory(issued(probe, certificate(9, notBefore, YEAR)));
    }

    private void awaitTold(Lineage of, EventType... types) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(wire.told(of)).containsExactly(types));
    }

    private void awaitCommitted(long offset) {
        await().atMost(LIMIT).untilAsserted(() -> {
            OffsetAndMetadata committed = wire.committed();
            assertThat(committed).isNotNull();
            assertThat(committed.offset()).isEqualTo(offset);
        });
    }

    private static String reason(Running running) {
        return running.life().readiness().checks().get("inventory").orElse("");
    }

    private void watch(Body body) throws Exception {
        ServiceLife life = new ServiceLife("expiry-watcher", LIMIT);
        RenewalPolicy policy = new RenewalPolicy(RenewalWindow.DEFAULT, Map.of(), new NodeCalendar(Map.of()));
        MutualTls tls = MutualTls.open(stack.identity(ServiceName.WATCHER).folder());
        InventoryLoop loop =
                new InventoryLoop(stack.broker().bootstrap(), tls, 0, policy, Duration.ofMillis(100), clock, life);
        loop.start();
        try {
            body.run(new Running(life));
        } finally {
            loop.stop(LIMIT);
            tls.close();
        }
    }

    private record Running(ServiceLife life) {}

    /** What happens while a watcher runs. */
    private interface Body {
        void run(Running running) throws Exception;
    }
}
