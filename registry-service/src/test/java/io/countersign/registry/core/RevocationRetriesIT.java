package io.countersign.registry.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.orders.Installation;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.RevocationWriter;
import io.countersign.orders.Revoked;
import io.countersign.registry.TestDatabase;
import io.countersign.registry.postgres.OutboxQueue;
import io.countersign.registry.postgres.PostgresTransactions;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A revoke order that the signer refuses for the moment goes to it again, byte for byte, until a CRL has it. */
@WithStack
final class RevocationRetriesIT {
    private static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");

    private final Stack stack;
    private final Installation installation = Installation.at(Instant.now());
    private final AtomicReference<Instant> now = new AtomicReference<>(installation.now());
    private TestDatabase database;
    private Transactions transactions;
    private TrustBoard board;
    private RevocationRetries retries;
    private OutboxQueue queue;
    private RevocationOrder order;

    RevocationRetriesIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void open() throws Exception {
        database = new TestDatabase(stack);
        transactions = new PostgresTransactions(database.pool(), () -> {});
        board = new TrustBoard(installation.trust(), now::get);
        retries = new RevocationRetries(transactions, now::get);
        queue = new OutboxQueue(database.pool());
        assertThat(queue.lead()).isTrue();
        order = ordered();
    }

    @AfterEach
    void close() {
        queue.close();
        database.close();
    }

    @Test
    void submitsTheSameBytesAfterAPause() throws Exception {
        List<Bytes> first = sendAll();
        assertThat(first).hasSize(1);
        assertThat(retries.submit()).isEqualTo(new RevocationRetries.Round(0, 1));
        refuse(true);
        refuse(true);
        assertThat(found().state()).isEqualTo(GatheredRevocation.State.ORDERED);
        assertThat(found().refusal().orElseThrow().code()).isEqualTo("crl-state-unknown");
        pass(RevocationRetries.PAUSE.minusSeconds(1));
        assertThat(retries.submit().submitted()).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(retries.submit().submitted()).isEqualTo(1);
        assertThat(retries.submit().submitted()).as("once").isZero();
        assertThat(sendAll()).isEqualTo(first);
        assertThat(transactions.run(stores -> stores.timeline().ofLineage(PEER)).stream()
                        .map(TimelineEntry::what))
                .containsExactly(
                        "revocation signed by frank", "revocation signed by grace", "revocation refused for now");
    }

    @Test
    void submitsAgainWhatNoCrlListsAndNobodyAnswered() throws Exception {
        List<Bytes> first = sendAll();
        pass(RevocationRetries.PAUSE.minusSeconds(1));
        assertThat(retries.submit().submitted()).isZero();
        pass(Duration.ofSeconds(1));
        for (int tries = 1; tries <= RevocationRetries.QUICK_TRIES; tries++) {
            assertThat(retries.submit().submitted()).isEqualTo(1);
            assertThat(sendAll()).isEqualTo(first);
            assertThat(retries.submit().submitted()).as("once").isZero();
            pass(RevocationRetries.PAUSE);
        }
        assertThat(retries.submit().submitted()).as("less often by now").isZero();
        pass(RevocationRetries.LONG_PAUSE);
        assertThat(retries.submit().submitted()).isEqualTo(1);
        refuse(false);
        pass(RevocationRetries.LONG_PAUSE);
        assertThat(retries.submit()).isEqualTo(new RevocationRetries.Round(0, 0));
        assertThat(found().state()).isEqualTo(GatheredRevocation.State.REFUSED);
    }

    @Test
    void triesForEverButLessOftenAfterAnHour() throws Exception {
        for (int tries = 0; tries < RevocationRetries.QUICK_TRIES; tries++) {
            refuse(true);
            pass(RevocationRetries.PAUSE);
            assertThat(retries.submit().submitted()).isEqualTo(1);
        }
        for (int tries = 0; tries < 3; tries++) {
            refuse(true);
            pass(RevocationRetries.LONG_PAUSE.minusSeconds(1));
            assertThat(retries.submit().submitted()).isZero();
            pass(Duration.ofSeconds(1));
            assertThat(retries.submit().submitted()).isEqualTo(1);
        }
    }

    @Test
    void submitsNothingThatACrlHasOrThatIsRefusedForGood() throws Exception {
        refuse(true);
        transactions.run(
                stores -> stores.crls().list(order.issuer(), order.entries().get(0), 7));
        pass(RevocationRetries.PAUSE);
        assertThat(retries.submit()).isEqualTo(new RevocationRetries.Round(0, 0));
        assertThat(found().crlNumber()).contains(7L);
        pass(RevocationRetries.PAUSE);
        assertThat(retries.submit().submitted()).isZero();

        order = ordered();
        refuse(false);
        assertThat(found().state()).isEqualTo(GatheredRevocation.State.REFUSED);
        pass(RevocationRetries.LONG_PAUSE);
        assertThat(retries.submit()).isEqualTo(new RevocationRetries.Round(0, 0));
    }

    private RevocationOrder ordered() throws RefusedException {
        SerialNumber serial = new SerialNumber(new BigInteger(120, new SecureRandom()).setBit(120));
        RevocationOrder made = new RevocationWriter(installation.trust(), now::get, new SecureRandom())
                .revoke(
                        installation.trust().issuer("demo", "etcd-ca").orElseThrow(),
                        List.of(new Revoked(serial, PEER)),
                        RevocationReason.KEY_COMPROMISE,
                        "node stolen");
        RevocationDesk.Answer answer = new RevocationDesk(new EarlyAnswers(board), transactions, now::get)
                .order(installation.signed(made, "revoker"));
        if (answer.revocation().state() == GatheredRevocation.State.GATHERING) {
            new RevocationDesk(new EarlyAnswers(board), transactions, now::get)
                    .approve(
                            made.digest(),
                            installation
                                    .signed(made, "revoker-second")
                                    .approvals()
                                    .get(0));
        }
        return made;
    }

    private void refuse(boolean retryable) throws RefusedException {
        Event event = Event.of(
                EventType.REVOCATION_REFUSED,
                ServiceName.SIGNER.source(),
                order.issuer().toString(),
                now.get(),
                new RevocationRefused(
                        order.issuer(), order.digest(), "crl-state-unknown", "no CRL of etcd-ca", retryable),
                Optional.empty());
        transactions.run(stores -> {
            try {
                new Outcomes(board, new SilentCrls()).apply(event, stores);
            } catch (UnreadableException unreadable) {
                throw new AssertionError(unreadable);
            }
            return null;
        });
    }

    /** The orders that leave now, marked as sent. */
    private List<Bytes> sendAll() {
        List<OutboxQueue.Row> rows = queue.unsent(100);
        queue.sent(rows, now.get());
        return rows.stream()
                .filter(row -> row.topic() == Topic.APPROVALS)
                .map(OutboxQueue.Row::value)
                .toList();
    }

    private GatheredRevocation found() throws RefusedException {
        return transactions
                .run(stores -> stores.revocations().find(order.digest()))
                .orElseThrow();
    }

    private void pass(Duration time) {
        now.set(now.get().plus(time));
    }
}
