package io.countersign.registry.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.orders.Installation;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.MessageType;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.StrictJws;
import io.countersign.registry.TestDatabase;
import io.countersign.registry.postgres.OutboxQueue;
import io.countersign.registry.postgres.PostgresTransactions;
import io.countersign.registry.postgres.SentEvents;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the signer refuses for the moment goes to it again, byte for byte, for as long as the order may be used. */
@WithStack
final class ResubmissionIT {
    private static final Lineage SCHEDULER = Lineage.parse("demo/scheduler/cp-1");
    private static final Caller RITA = new Caller("rita", Optional.empty());

    private final Stack stack;
    private final Installation installation = Installation.at(Instant.now());
    private final AtomicReference<Instant> now = new AtomicReference<>(installation.now());
    private TestDatabase database;
    private Transactions transactions;
    private TrustBoard board;
    private Resubmission resubmission;
    private OutboxQueue queue;

    ResubmissionIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void open() throws Exception {
        database = new TestDatabase(stack);
        transactions = new PostgresTransactions(database.pool(), () -> {});
        board = new TrustBoard(installation.trust(), now::get);
        resubmission = new Resubmission(transactions, now::get);
        queue = new OutboxQueue(database.pool());
        assertThat(queue.lead()).isTrue();
    }

    @AfterEach
    void close() {
        queue.close();
        database.close();
    }

    @Test
    void submitsTheSameBytesAfterAPauseAlsoWhenTheOutboxHasForgottenThem() throws Exception {
        Request request = approved();
        Bytes approval = sendAll().get(0);
        assertThat(new SentEvents(database.pool())
                        .delete(new SentEvents(database.pool())
                                .toBeProved(0, now.get().plusSeconds(1), 100)))
                .isEqualTo(2);
        refuse(request, true);
        assertThat(state(request)).isEqualTo(RequestState.APPROVED);
        pass(Resubmission.PAUSE.minusSeconds(1));
        assertThat(resubmission.submit()).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(resubmission.submit()).isEqualTo(1);
        assertThat(resubmission.submit()).as("once").isZero();
        assertThat(sendAll()).containsExactly(approval);

        refuse(request, true);
        pass(Resubmission.PAUSE);
        assertThat(resubmission.submit()).isEqualTo(1);
        assertThat(sendAll()).as("while the outbox still has them").containsExactly(approval);
        assertThat(what(request))
                .containsSubsequence(
                        "approved", "refused for now", "submitted again", "refused for now", "submitted again");
    }

    @Test
    void givesUpAfterTwentyTries() throws Exception {
        Request request = approved();
        for (int tries = 0; tries < Resubmission.MOST_TRIES; tries++) {
            refuse(request, true);
            pass(Resubmission.PAUSE);
            assertThat(resubmission.submit()).isEqualTo(1);
        }
        refuse(request, true);
        assertThat(state(request)).isEqualTo(RequestState.REFUSED);
        pass(Resubmission.PAUSE);
        assertThat(resubmission.submit()).isZero();
    }

    @Test
    void leavesARefusalForGoodAlone() throws Exception {
        Request request = approved();
        refuse(request, false);
        assertThat(state(request)).isEqualTo(RequestState.REFUSED);
        pass(Resubmission.PAUSE);
        assertThat(resubmission.submit()).isZero();
    }

    @Test
    void submitsNothingPastTheOrdersUseBy() throws Exception {
        Request request = approved();
        Duration usable = Duration.between(
                now.get(),
                transactions
                        .run(stores -> stores.orders().find(request.order().orElseThrow()))
                        .orElseThrow()
                        .expiresAt());
        pass(usable.minus(Resubmission.PAUSE));
        refuse(request, true);
        assertThat(state(request)).as("the pause ends at the use-by").isEqualTo(RequestState.REFUSED);
        pass(Resubmission.PAUSE);
        assertThat(resubmission.submit()).isZero();
    }

    private Request approved() throws RefusedException {
        Rejections rejections = new Rejections(transactions);
        Csr csr = Installation.csr(Names.subject("system:kube-scheduler"));
        String pem = Pem.encode(Pem.CERTIFICATE_REQUEST, csr.der().toArray());
        Request request = new Registrar(new Offers(board), transactions, rejections, now::get)
                .submit(
                        new Submission(
                                SCHEDULER.cluster(),
                                SCHEDULER.component(),
                                SCHEDULER.instance(),
                                Optional.empty(),
                                pem,
                                Optional.empty(),
                                Optional.empty()),
                        RITA)
                .request();
        OrderItem item = ItemDraft.of(csr, SCHEDULER).item(installation.trust(), now.get());
        Order order = new OrderWriter(installation.trust(), now::get, new SecureRandom())
                .issue(List.of(item), Optional.of("rita"), Optional.empty());
        new OrderDesk(new EarlyAnswers(board), transactions, rejections, now::get)
                .propose(
                        new OrderDesk.Proposal(
                                order.payload(),
                                List.of(item.text()),
                                List.of(request.id()),
                                StrictJws.sign(
                                        MessageType.ORDER, order.payload(), installation.approver(Installation.ALICE))),
                        RITA);
        assertThat(state(request)).isEqualTo(RequestState.APPROVED);
        return transactions.run(stores -> stores.requests().find(request.id())).orElseThrow();
    }

    private void refuse(Request request, boolean retryable) throws RefusedException {
        CsrRefused told = new CsrRefused(
                SCHEDULER,
                request.id(),
                request.order().orElseThrow(),
                0,
                request.csrDigest(),
                "budget-exceeded",
                "no token",
                retryable);
        Event event = Event.of(
                EventType.CSR_REFUSED,
                ServiceName.SIGNER.source(),
                SCHEDULER.toString(),
                now.get(),
                told,
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

    /** The approvals that leave now, marked as sent. */
    private List<Bytes> sendAll() {
        List<OutboxQueue.Row> rows = queue.unsent(100);
        queue.sent(rows, now.get());
        return rows.stream()
                .filter(row -> row.topic() == Topic.APPROVALS)
                .map(OutboxQueue.Row::value)
                .toList();
    }

    private RequestState state(Request request) throws RefusedException {
        return transactions
                .run(stores -> stores.requests().find(request.id()))
                .orElseThrow()
                .state();
    }

    private List<String> what(Request request) throws RefusedException {
        return transactions.run(stores -> stores.timeline().ofRequest(request.id())).stream()
                .map(TimelineEntry::what)
                .toList();
    }

    private void pass(Duration time) {
        now.set(now.get().plus(time));
    }
}
