package io.countersign.registry.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CsrRejected;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.registry.TestDatabase;
import io.countersign.registry.postgres.OutboxQueue;
import io.countersign.registry.postgres.PostgresTransactions;
import io.countersign.registry.postgres.SentEvents;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the outbox, and what never does: real tables, a true log. */
@WithStack
final class OutboxPruningIT {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final long FROM_THE_START = 0;

    private final Stack stack;
    private final AtomicBoolean away = new AtomicBoolean();
    private final Map<String, byte[]> receipts = new HashMap<>();
    private TestDatabase database;
    private TestLog log;
    private ServiceLife life;
    private OutboxPruning pruning;

    @TempDir
    Path folder;

    OutboxPruningIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void open() throws Exception {
        database = new TestDatabase(stack);
        log = new TestLog(folder);
        life = new ServiceLife("pruning-test", Duration.ofSeconds(10));
        pruning = new OutboxPruning(
                new SentEvents(database.pool()),
                new LogCover(log::trust, this::receipt),
                () -> true,
                Duration.ofSeconds(1),
                () -> NOW.plusSeconds(60),
                life);
    }

    @AfterEach
    void close() throws Exception {
        life.metrics().close();
        log.close();
        database.close();
    }

    @Test
    void deletesEachEventThatTheLogHolds() throws Exception {
        announce("a", "b", "c");
        send();
        sent().forEach(this::record);
        pruning.prune();
        assertThat(sent()).isEmpty();
        assertThat(life.metrics().scrape()).contains("countersign_outbox_kept_events 0.0");
    }

    @Test
    void keepsAnEarlierEventThatTheLogLacksWhileALaterOneOfItsStreamIsProved() throws Exception {
        announce("a", "lost", "c");
        send();
        List<SentEvents.Row> rows = sent();
        record(rows.get(0));
        record(rows.get(2));
        pruning.prune();
        assertThat(sent()).containsExactly(rows.get(1));
        assertThat(life.metrics().scrape()).contains("countersign_outbox_kept_events 1.0");

        record(rows.get(1));
        pruning.prune();
        assertThat(sent()).as("asked again in the next round").isEmpty();
    }

    @Test
    void keepsAnEventWhoseReceiptProvesAnother() throws Exception {
        announce("mine");
        send();
        SentEvents.Row row = sent().get(0);
        receipts.put(row.eventId(), log.receipt(log.append(new byte[] {1, 2, 3})));
        pruning.prune();
        assertThat(sent()).containsExactly(row);
        assertThat(life.metrics().scrape()).contains("countersign_outbox_bad_receipts_total 1.0");
    }

    @Test
    void keepsWhatTheBrokersDoNotHaveYet() throws Exception {
        announce("a");
        send();
        SentEvents.Row first = sent().get(0);
        record(first);
        announce("b");
        new SentEvents(database.pool())
                .delete(List.of(new SentEvents.Row(first.position() + 1, "", Bytes.of(new byte[0]))));
        pruning.prune();
        assertThat(sent()).isEmpty();
        send();
        assertThat(sent()).as("the second was still there to be sent").hasSize(1);
    }

    @Test
    void deletesLatestStatesOnceTheyAreSent() throws Exception {
        announce(EventType.INVENTORY_CHANGED, inventory());
        announce(EventType.INVENTORY_CHANGED, inventory());
        pruning.prune();
        send();
        SentEvents all = new SentEvents(database.pool());
        assertThat(all.count()).isEqualTo(2);
        pruning.prune();
        assertThat(all.count()).isZero();
    }

    @Test
    void keepsAllWhileTheLogIsAwayAndGoesOnAlone() throws Exception {
        announce("a", "b");
        send();
        sent().forEach(this::record);
        away.set(true);
        assertThat(pruning.prune()).isFalse();
        assertThat(sent()).hasSize(2);
        assertThat(life.metrics().scrape()).contains("countersign_outbox_pruning_failures_total 1.0");
        away.set(false);
        pruning.prune();
        assertThat(sent()).isEmpty();
    }

    @Test
    void doesNotLetUnprovedEventsHoldUpThoseBehindThem() throws Exception {
        String[] lost = new String[250];
        for (int i = 0; i < lost.length; i++) {
            lost[i] = "lost-" + i;
        }
        announce(lost);
        announce("logged");
        send();
        List<SentEvents.Row> rows = sent();
        record(rows.get(rows.size() - 1));
        pruning.prune();
        pruning.prune();
        assertThat(sent()).hasSize(lost.length);
    }

    @Test
    void tellsAnEventOnceEvenWhenItsRowIsGone() throws Exception {
        announce("a");
        send();
        sent().forEach(this::record);
        pruning.prune();
        announce("a");
        announce("b", "b");
        send();
        assertThat(sent()).as("the log would never prove a second telling").hasSize(1);
    }

    private Optional<byte[]> receipt(String eventId) throws IOException {
        if (away.get()) {
            throw new IOException("as a test wishes");
        }
        return Optional.ofNullable(receipts.get(eventId));
    }

    private void record(SentEvents.Row row) {
        receipts.put(row.eventId(), log.receipt(log.append(row.value().toArray())));
    }

    private void announce(String... requesters) throws RefusedException {
        for (String requester : requesters) {
            announce(
                    EventType.CSR_REJECTED,
                    new CsrRejected(
                            SCHEDULER.toString(), "scheduler", Sha256.of(new byte[0]), requester, "code", "why"));
        }
    }

    private void announce(EventType type, EventData data) throws RefusedException {
        new PostgresTransactions(database.pool(), () -> {}).run(stores -> stores.announcements()
                .announce(type, SCHEDULER.toString(), NOW, data, Optional.empty()));
    }

    private static InventoryChanged inventory() {
        Sha256 any = Sha256.of(new byte[] {1});
        return new InventoryChanged(
                SCHEDULER,
                "scheduler",
                new InventoryChanged.Entry(new CertificateId(any, SerialNumber.parse("1"), any), any, NOW, NOW),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** What the relay does, without brokers. */
    private void send() {
        try (OutboxQueue queue = new OutboxQueue(database.pool())) {
            assertThat(queue.lead()).isTrue();
            queue.sent(queue.unsent(1000), NOW);
        }
    }

    private List<SentEvents.Row> sent() {
        return new ArrayList<>(new SentEvents(database.pool()).toBeProved(FROM_THE_START, NOW.plusSeconds(1), 1000));
    }
}
