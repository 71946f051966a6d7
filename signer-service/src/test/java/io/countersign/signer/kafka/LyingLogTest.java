package io.countersign.signer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.orders.Installation;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepResult;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.signer.Orders;
import io.countersign.signer.TestLog;
import io.countersign.signer.core.Admit;
import io.countersign.signer.core.Beliefs;
import io.countersign.signer.core.HeardCrls;
import io.countersign.signer.core.LogMemory;
import io.countersign.signer.core.MemoryCrlSpool;
import io.countersign.signer.core.MemoryHeadStore;
import io.countersign.signer.core.PendingIntents;
import io.countersign.signer.core.QuietLogWatch;
import io.countersign.signer.core.ReceiptCheck;
import io.countersign.signer.core.RecentlyIssued;
import io.countersign.signer.core.Revoking;
import io.countersign.signer.core.RobotBudget;
import io.countersign.signer.core.SerialKeys;
import io.countersign.signer.core.SettableClock;
import io.countersign.signer.core.Sign;
import io.countersign.signer.core.SoftToken;
import io.countersign.signer.core.SteadyClock;
import io.countersign.signer.core.TrustState;
import io.countersign.signer.core.Verdicts;
import io.countersign.signer.hsm.WorkerThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sign step and a log that shows it something else than before: it signs nothing, and goes on when the log can explain itself. */
final class LyingLogTest {
    private static final int HOME = Outbound.partition(Topic.RECEIPTS, Installation.ETCD_PEER.toString());

    private final TestLog log = new TestLog();
    private final Installation installation = Installation.at(Instant.parse("2026-11-22T12:00:00Z"), log.trust());
    private final SettableClock clock = new SettableClock(installation.now());
    private final SteadyClock steady = clock.steady();
    private final SoftToken token = new SoftToken(installation);
    private final WorkerThreads workers = new WorkerThreads("test-worker", 2);
    private final DeadLetters deadLetters = new DeadLetters(ServiceName.SIGNER, clock, topic -> "id-of-" + topic);
    private final TrustState believed = Beliefs.pinned(installation, steady);
    private final Verdicts verdicts = Beliefs.verdicts(installation, believed, new SerialKeys(token));
    private final Admit admit = new Admit(verdicts, new RobotBudget(), steady);
    private final MemoryHeadStore store = new MemoryHeadStore();
    private final QuietLogWatch watch = new QuietLogWatch();
    private final List<Event> told = new ArrayList<>();
    private long checkpointOffset;
    private SignStep sign;

    @BeforeEach
    void knowTheLog() throws Exception {
        sign = step();
        told.addAll(tellOf(log));
        issue(intent(), 0);
    }

    @AfterEach
    void stopWorkers() {
        workers.close();
    }

    @Test
    void aReceiptOfAForkIsADeadLetterAndNothingIsSigned() throws Exception {
        TestLog fork = log.fork(log.head().size() - 1);
        Event intent = intent();
        assertDeadLetter(sign.process(List.of(receipt(1, fork, intent))), "checkpoint-invalid");
        assertThat(token.signatures()).isEqualTo(1);
        assertThat(watch.disputes).hasSize(1);
        issue(intent, 2);
    }

    @Test
    void aReceiptUnderAHeadThatCannotBePlacedIsAskedForAgainAndNotInACircle() throws Exception {
        Event intent = intent();
        Inbound early = receipt(1, log, intent);
        Event other = intent();
        log.receipt(other, clock.instant());
        log.told();
        // The checkpoint of the first receipt was lost, the next one is told with the way from what is known.
        told.add(log.checkpointAfter(log.head().size() - 2));
        StepResult result = sign.process(List.of(early));
        assertThat(result.held()).isEmpty();
        assertThat(result.outbounds()).singleElement().satisfies(outbound -> {
            assertThat(outbound.topic()).isEqualTo(Topic.INTENTS);
            assertThat(outbound.event().bytes()).isEqualTo(intent.bytes());
        });
        assertThat(sign.process(List.of(early)).outbounds()).isEmpty();
        clock.advance(Duration.ofSeconds(30));
        assertThat(sign.process(List.of(early)).outbounds()).hasSize(1);
        assertThat(token.signatures()).isEqualTo(1);
        issue(intent, 2);
    }

    @Test
    void receiptsBehindAGapWaitWhileTheLogIsAskedAndCountWhenItAnswers() throws Exception {
        long known = log.head().size();
        log.receipt(intent(), clock.instant());
        log.told();
        Event intent = intent();
        Inbound ahead = receipt(1, log, intent);
        told.addAll(tellOf(log));
        Inbound behindIt = receipt(2, log, intent());
        StepResult waiting = sign.process(List.of(ahead, behindIt));
        assertThat(waiting.held().get(HOME).offset()).isEqualTo(1);
        assertThat(waiting.held().get(HOME).reason()).contains("put its true data back");
        assertThat(waiting.marks()).as("nothing was read").isEmpty();
        assertThat(waiting.outbounds()).singleElement().satisfies(outbound -> {
            assertThat(outbound.topic()).isEqualTo(Topic.INTENTS);
            assertThat(outbound.event().data(CheckpointWanted.class).size()).isEqualTo(known);
        });
        StepResult again = sign.process(List.of(ahead, behindIt));
        assertThat(again.held()).containsOnlyKeys(HOME);
        assertThat(again.outbounds()).as("once a minute").isEmpty();
        assertThat(token.signatures()).isEqualTo(1);
        told.add(log.checkpointAfter(known));
        log.told();
        StepResult healed = sign.process(List.of(receipt(1, log, intent)));
        assertThat(healed.outbounds())
                .extracting(outbound -> outbound.event().type())
                .containsExactly(EventType.CERTIFICATE_ISSUED);
    }

    @Test
    void whatStandsBesideAReceiptThatWaitsIsNotHeldUp() throws Exception {
        Event good = intent();
        Inbound first = receipt(1, log, good);
        told.addAll(tellOf(log));
        TestLog fork = log.fork(1);
        for (int i = 0; i < 10; i++) {
            fork.receipt(intent(), clock.instant());
        }
        StepResult result = sign.process(List.of(first, receipt(2, fork, intent())));
        assertThat(result.held().get(HOME).offset()).isEqualTo(2);
        assertThat(result.marks()).containsExactly(Map.entry(HOME, "signer-service-0 1"));
        assertThat(result.outbounds())
                .extracting(outbound -> outbound.event().type())
                .containsExactly(EventType.CHECKPOINT_WANTED, EventType.CERTIFICATE_ISSUED);
    }

    @Test
    void aReceiptThatTheAnswerDoesNotReachGoesToDeadLetters() throws Exception {
        TestLog fork = log.fork(1);
        for (int i = 0; i < 10; i++) {
            fork.receipt(intent(), clock.instant());
        }
        Event intent = intent();
        Inbound ahead = receipt(1, fork, intent);
        assertThat(sign.process(List.of(ahead)).held()).containsOnlyKeys(HOME);
        told.add(log.checkpointAfter(log.head().size()));
        assertDeadLetter(sign.process(List.of(ahead)), "checkpoint-invalid");
        assertThat(token.signatures()).isEqualTo(1);
        issue(intent, 2);
    }

    @Test
    void aCheckpointThatDisputesTheKnownLogIsADeadLetterAlsoWhileNoReceiptComes() throws Exception {
        TestLog fork = log.fork(log.head().size() - 1);
        fork.receipt(intent(), clock.instant());
        told.add(fork.checkpointAfter(1));
        assertThat(sign.tick().isNothing()).as("not every time").isTrue();
        clock.advance(Duration.ofSeconds(11));
        assertDeadLetter(sign.tick(), "checkpoint-invalid");
    }

    @Test
    void signsNothingOnAHeadThatItCannotKeep() throws Exception {
        Event intent = intent();
        Inbound receipt = receipt(1, log, intent);
        told.addAll(tellOf(log));
        store.full(true);
        assertThatThrownBy(() -> sign.process(List.of(receipt))).isInstanceOf(StepUnavailable.class);
        assertThat(token.signatures()).isEqualTo(1);
        store.full(false);
        assertThat(sign.process(List.of(receipt)).outbounds()).hasSize(1);
    }

    @Test
    void aNewProcessStillRemembers() throws Exception {
        TestLog fork = log.fork(log.head().size() - 1);
        Event intent = intent();
        sign = step();
        assertDeadLetter(sign.process(List.of(receipt(1, fork, intent))), "checkpoint-invalid");
        assertThat(token.signatures()).isEqualTo(1);
    }

    private SignStep step() {
        LogMemory memory = new LogMemory(store, watch);
        Sign signing = new Sign(verdicts, token, steady);
        Revoking revoking = Revoking.of(
                believed::view, installation.trust().issuers(), new MemoryCrlSpool(), token, steady, new HeardCrls());
        CertificatesTopic certificates = new CertificatesTopic();
        CrlFeed crls = new CrlFeed(revoking.book(), certificates, deadLetters, topic -> certificates.id);
        TrustFeed feed = new TrustFeed(believed, List::of, deadLetters);
        QuietHealth health = new QuietHealth();
        checkpointOffset = 0;
        return new SignStep(
                signing,
                new ReceiptCheck(signing, memory),
                workers,
                new PendingIntents(100, Duration.ofSeconds(30)),
                new RecentlyIssued(100),
                feed,
                new CheckpointFeed(memory, this::checkpoints, believed::view, deadLetters, steady, watch),
                deadLetters,
                health,
                new RevocationDesk(revoking, crls, feed, deadLetters, health),
                "signer-service-0");
    }

    private void issue(Event intent, long offset) throws Exception {
        Inbound receipt = receipt(offset, log, intent);
        told.addAll(tellOf(log));
        assertThat(sign.process(List.of(receipt)).outbounds())
                .extracting(outbound -> outbound.event().type())
                .containsExactly(EventType.CERTIFICATE_ISSUED);
    }

    private Event intent() throws Exception {
        return admit.answer(Orders.etcdPeer(installation)).event();
    }

    private static List<Event> tellOf(TestLog log) {
        return log.told();
    }

    private Inbound receipt(long offset, TestLog of, Event intent) {
        Event receipt = of.receipt(intent, clock.instant());
        return new Inbound(
                Topic.RECEIPTS,
                HOME,
                offset,
                receipt.subject(),
                Optional.of(Bytes.of(receipt.bytes())),
                clock.instant());
    }

    private List<Inbound> checkpoints() {
        List<Inbound> news = told.stream()
                .map(event -> new Inbound(
                        Topic.CHECKPOINTS,
                        0,
                        checkpointOffset++,
                        event.subject(),
                        Optional.of(Bytes.of(event.bytes())),
                        clock.instant()))
                .toList();
        told.clear();
        return news;
    }

    private static void assertDeadLetter(StepResult result, String reason) {
        assertThat(result.outbounds()).singleElement().satisfies(outbound -> assertThat(
                        outbound.event().data(RecordUnreadable.class).reason())
                .isEqualTo(reason));
    }
}
