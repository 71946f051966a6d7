package io.countersign.registry.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.TrustLogged;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustChain;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustDraft;
import io.countersign.registry.TestDatabase;
import io.countersign.registry.core.Transactions;
import io.countersign.registry.core.TrustAnnouncement;
import io.countersign.registry.core.TrustBoard;
import io.countersign.registry.core.TrustDesk;
import io.countersign.registry.core.TrustVersions;
import io.countersign.registry.postgres.OutboxQueue;
import io.countersign.registry.postgres.PostgresTransactions;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new trust version counts when the log holds it: real tables, a true log. */
@WithStack
final class TrustLoggingIT {
    private final Stack stack;
    private final Map<String, byte[]> receipts = new HashMap<>();
    private TestDatabase database;
    private TestLog log;
    private ServiceLife life;
    private Installation installation;
    private Transactions transactions;
    private TrustBoard board;
    private TrustDesk desk;
    private TrustLogging logging;

    @TempDir
    Path folder;

    TrustLoggingIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void open() throws Exception {
        database = new TestDatabase(stack);
        log = new TestLog(folder);
        life = new ServiceLife("trust-test", Duration.ofSeconds(10));
        installation = Installation.at(Instant.now(), log.trust());
        transactions = new PostgresTransactions(database.pool(), () -> {});
        new TrustAnnouncement(installation.trust(), Bytes.of(installation.file()), transactions, InstantSource.system())
                .tell();
        board = board();
        desk = new TrustDesk(board, transactions, InstantSource.system());
        logging = new TrustLogging(
                desk,
                new LogCover(() -> board.get().document().log(), id -> Optional.ofNullable(receipts.get(id))),
                life.metrics());
    }

    @AfterEach
    void close() throws Exception {
        life.metrics().close();
        log.close();
        database.close();
    }

    @Test
    void goesByAVersionOnceTheLogHoldsItsVeryAnnouncement() throws Exception {
        byte[] file = next(2);
        assertThat(desk.publish(Bytes.of(file)).created()).isTrue();
        assertThat(desk.publish(Bytes.of(file)).created()).isFalse();
        TrustVersions.Unlogged unlogged = desk.unlogged().get(0);
        logging.prove();
        assertThat(version()).as("no receipt yet").isEqualTo(1);

        receipts.put(unlogged.event(), log.receipt(log.append(new byte[] {1, 2, 3})));
        logging.prove();
        assertThat(version()).as("the receipt of something else").isEqualTo(1);
        assertThat(life.metrics().scrape()).contains("countersign_trust_bad_receipts_total 1.0");

        receipts.put(unlogged.event(), log.receipt(log.append(unlogged.value().toArray())));
        logging.prove();
        assertThat(version()).isEqualTo(2);
        assertThat(desk.unlogged()).isEmpty();
        TrustBoard elsewhere = board();
        assertThat(elsewhere.get().document().digest())
                .as("another registry on the same database")
                .isEqualTo(board.get().document().digest());
        List<Event> told = told();
        assertThat(told).extracting(Event::subject).containsExactly("version/1", "version/2", "logged/2");
        assertThat(Bytes.of(told.get(1).bytes()))
                .as("the leaf is what was sent")
                .isEqualTo(unlogged.value());
        TrustLogged logged = told.get(2).data(TrustLogged.class);
        assertThat(logged.event()).isEqualTo(told.get(1).id());
        assertThat(logged.proof().getBytes(StandardCharsets.UTF_8)).isEqualTo(receipts.get(logged.event()));
    }

    @Test
    void takesVersionsInTheirOrderAndNeverBack() throws Exception {
        byte[] second = next(2);
        desk.publish(Bytes.of(second));
        assertRefused("trust-fork", next(3));
        TrustDocument two =
                TrustChain.of(installation.trust()).with(second, Instant.now()).current();
        byte[] third = installation.file(content(two), 0, 1);
        assertThat(desk.publish(Bytes.of(third)).created())
                .as("the log may be behind")
                .isTrue();
        assertRefused("trust-rollback", next(3));
        List<TrustVersions.Unlogged> both = desk.unlogged();
        assertThat(both).hasSize(2);
        receipts.put(
                both.get(1).event(), log.receipt(log.append(both.get(1).value().toArray())));
        logging.prove();
        assertThat(version()).as("3 counts behind 2 alone").isEqualTo(1);
        receipts.put(
                both.get(0).event(), log.receipt(log.append(both.get(0).value().toArray())));
        logging.prove();
        assertThat(version()).isEqualTo(3);
    }

    private void assertRefused(String code, byte[] file) {
        assertThatThrownBy(() -> desk.publish(Bytes.of(file)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code().code()).isEqualTo(code));
    }

    /** As every registry would see it that looks now. */
    private long version() throws RefusedException {
        board.refresh(transactions);
        return board.get().document().version();
    }

    private TrustBoard board() throws RefusedException {
        TrustBoard fresh = new TrustBoard(installation.trust(), InstantSource.system());
        fresh.refresh(transactions);
        return fresh;
    }

    private byte[] next(long useByHours) {
        TrustContent content = TrustDraft.after(installation.trust())
                .useByCap(Duration.ofHours(useByHours))
                .content(Instant.now().truncatedTo(ChronoUnit.SECONDS), Duration.ofDays(30));
        return installation.file(content, 0, 1);
    }

    private static TrustContent content(TrustDocument former) {
        return TrustDraft.after(former).content(Instant.now().truncatedTo(ChronoUnit.SECONDS), Duration.ofDays(30));
    }

    private List<Event> told() throws Exception {
        List<Event> events = new ArrayList<>();
        try (OutboxQueue queue = new OutboxQueue(database.pool())) {
            assertThat(queue.lead()).isTrue();
            for (OutboxQueue.Row row : queue.unsent(100)) {
                events.add(EventCodec.decode(row.topic(), row.value().toArray()));
            }
        }
        return events;
    }
}
