package io.countersign.signer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.contracts.event.StopOrdered;
import io.countersign.orders.Installation;
import io.countersign.orders.SignedStop;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both steps as the loop drives them: batches, redelivery, waiting, outages. */
final class StepsTest {
    private static final TestLog LOG = new TestLog();
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), LOG.trust());
    private static final int HOME = Outbound.partition(Topic.APPROVALS, Installation.ETCD_PEER.toString());

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final SteadyClock steady = clock.steady();
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final SerialKeys serials = new SerialKeys(token);
    private final WorkerThreads workers = new WorkerThreads("test-worker", 2);
    private final PendingIntents pending = new PendingIntents(3, Duration.ofSeconds(30));
    private final QuietHealth health = new QuietHealth();
    private final DeadLetters deadLetters = new DeadLetters(ServiceName.SIGNER, clock, topic -> "id-of-" + topic);
    private final TrustState believed = Beliefs.pinned(INSTALLATION, steady);
    private final Verdicts verdicts = Beliefs.verdicts(INSTALLATION, believed, serials);
    private final List<Inbound> trustTopic = new ArrayList<>();
    private final TrustFeed feed = new TrustFeed(believed, this::trustNews, deadLetters);
    private final MemoryCrlSpool spool = new MemoryCrlSpool();
    private final Revoking revoking =
            Revoking.of(believed::view, INSTALLATION.trust().issuers(), spool, token, steady, new HeardCrls());
    private final CertificatesTopic certificates = new CertificatesTopic();
    private final CrlFeed crls = new CrlFeed(revoking.book(), certificates, deadLetters, topic -> certificates.id);
    private final RevocationDesk desk = new RevocationDesk(revoking, crls, feed, deadLetters, health);
    private final AdmitStep admit = new AdmitStep(
            new Admit(verdicts, new RobotBudget(), steady), workers, pending, feed, deadLetters, health, steady, desk);
    private final Sign signing = new Sign(verdicts, token, steady);
    private final LogMemory memory = Beliefs.memory();
    private final ToldCheckpoints checkpoints = new ToldCheckpoints(LOG, clock);
    private final SignStep sign = new SignStep(
            signing,
            new ReceiptCheck(signing, memory),
            workers,
            pending,
            new RecentlyIssued(100),
            feed,
            new CheckpointFeed(memory, checkpoints, believed::view, deadLetters, steady, new QuietLogWatch()),
            deadLetters,
            health,
            desk,
            "signer-service-0");

    @Test
    void readsTheStopsBeforeEachBatch() throws Exception {
        SignedStop freeze =
                INSTALLATION.signed(INSTALLATION.stopWriter().freeze("demo", Optional.empty(), "break-in"), 0);
        Event stop = Event.of(
                EventType.STOP_ORDERED,
                ServiceName.REGISTRY.source(),
                "stop/" + freeze.digest(),
                INSTALLATION.now(),
                new StopOrdered(freeze.payload(), freeze.approvals()),
                Optional.empty());
        trustTopic.add(new Inbound(
                Topic.TRUST, 0, 0, stop.subject(), Optional.of(Bytes.of(stop.bytes())), INSTALLATION.now()));
        StepResult result = admit.process(List.of(approval(0, Orders.etcdPeer(INSTALLATION))));
        assertThat(result.outbounds())
                .extracting(outbound -> outbound.event().type())
                .containsExactly(EventType.CSR_REFUSED);
    }

    @Test
    void tellsOfARecordOfTrustThatNobodyNeedBelieve() throws Exception {
        trustTopic.add(
                new Inbound(Topic.TRUST, 0, 7, "stop/x", Optional.of(Bytes.of(new byte[] {1})), INSTALLATION.now()));
        StepResult result = admit.process(List.of(approval(0, Orders.etcdPeer(INSTALLATION))));
        assertThat(result.outbounds())
                .extracting(outbound -> outbound.event().type())
                .containsExactly(EventType.RECORD_UNREADABLE, EventType.CERTIFICATE_INTENDED);
    }

    private List<Inbound> trustNews() {
        List<Inbound> news = List.copyOf(trustTopic);
        trustTopic.clear();
        return news;
    }

    @AfterEach
    void stopWorkers() {
        workers.close();
    }

    @Test
    void answersABatchInOrderWithGarbageInItsMidst() throws StepUnavailable {
        StepResult result = admit.process(List.of(
                approval(0, Orders.etcdPeer(INSTALLATION)),
                new Inbound(
                        Topic.APPROVALS,
                        HOME,
                        1,
                        Installation.ETCD_PEER.toString(),
                        Optional.of(Bytes.of("garbage".getBytes(StandardCharsets.UTF_8))),
                        clock.instant()),
                approval(2, Orders.approved(INSTALLATION, "alice"))));
        assertThat(result.outbounds().stream().map(outbound -> outbound.event().type()))
                .containsExactly(EventType.CERTIFICATE_INTENDED, EventType.RECORD_UNREADABLE, EventType.CSR_REFUSED);
        assertThat(pending.size()).isEqualTo(1);
    }

    @Test
    void sendsARecordInAForeignPartitionToDeadLetters() throws StepUnavailable {
        Event approved = Orders.etcdPeer(INSTALLATION);
        Inbound misplaced = new Inbound(
                Topic.APPROVALS,
                (HOME + 1) % 12,
                0,
                approved.subject(),
                Optional.of(Bytes.of(approved.bytes())),
                clock.instant());
        Event answer = admit.process(List.of(misplaced)).outbounds().get(0).event();
        assertThat(answer.data(RecordUnreadable.class).reason()).isEqualTo("wrong-key");
    }

    @Test
    void waitsWhileReceiptsAreMissingAndGoesOnWhenTheyCome() throws StepUnavailable {
        List<Event> intents = new ArrayList<>();
        for (int offset = 0; offset < 4; offset++) {
            intents.add(admitted(offset));
        }
        StepResult held = admit.process(List.of(approval(4, Orders.etcdPeer(INSTALLATION))));
        assertThat(held.outbounds()).isEmpty();
        assertThat(held.held()).containsOnlyKeys(HOME);
        admit.tick();
        assertThat(health.stalled()).containsOnlyKeys(HOME);
        sign.process(List.of(receipt(0, intents.get(0))));
        assertThat(admit.process(List.of(approval(4, Orders.etcdPeer(INSTALLATION))))
                        .outbounds())
                .hasSize(1);
        sign.process(List.of(receipt(1, intents.get(1))));
        admit.tick();
        assertThat(health.stalled()).isEmpty();
        clock.advance(Duration.ofSeconds(31));
        admit.tick();
        assertThat(health.stalled().get(HOME)).contains("no receipt since");
        admit.revoked(Set.of(HOME));
        admit.tick();
        assertThat(health.stalled()).isEmpty();
    }

    @Test
    void tellsTheLogAgainWhatItHasNotAnsweredAndResumes() throws StepUnavailable {
        Event intent = admitted(0);
        assertThat(admit.tick().isNothing()).isTrue();
        clock.advance(Duration.ofSeconds(31));
        // A session that breaks in between gives the partition back.
        admit.revoked(Set.of(HOME));
        admit.assigned(Map.of(HOME, ""));
        StepResult again = admit.tick();
        assertThat(again.outbounds()).singleElement().satisfies(outbound -> {
            assertThat(outbound.topic()).isEqualTo(Topic.INTENTS);
            assertThat(outbound.event().bytes()).isEqualTo(intent.bytes());
        });
        assertThat(admit.tick().isNothing()).isTrue();
        assertThat(health.stalled()).containsOnlyKeys(HOME);
        sign.process(List.of(receipt(0, intent)));
        admit.tick();
        assertThat(health.stalled()).isEmpty();
        assertThat(admit.process(List.of(approval(1, Orders.etcdPeer(INSTALLATION))))
                        .outbounds())
                .hasSize(1);
    }

    @Test
    void waitsOnForReceiptsThatNobodyElseHasRead() throws StepUnavailable {
        Event first = admitted(0);
        Event second = admitted(1);
        String mark = sign.process(List.of(receipt(5, first))).marks().get(HOME);
        for (String reader : List.of(mark, "signer-service-1 4", "signer-service-1 4", "")) {
            giveBack(reader);
            pending.add(HOME, 1, second, clock.instant().plusSeconds(3600), clock.instant());
            giveBack(reader);
            assertThat(pending.size()).as(reader).isEqualTo(1);
        }
        clock.advance(Duration.ofSeconds(31));
        assertThat(admit.tick().outbounds())
                .singleElement()
                .satisfies(again -> assertThat(again.event().bytes()).isEqualTo(second.bytes()));
    }

    /** Told again, the log would answer again, and so would the signer. */
    @Test
    void tellsNothingAgainWhoseReceiptSomebodyElseMayHaveAnswered() throws StepUnavailable {
        admitted(0);
        giveBack("signer-service-1 4");
        assertThat(pending.size()).isZero();
        admitted(1);
        giveBack("signer-service-1 7");
        clock.advance(Duration.ofSeconds(31));
        assertThat(admit.tick().isNothing()).isTrue();
        assertThat(health.stalled()).isEmpty();
    }

    @Test
    void marksHowFarItHasRead() throws StepUnavailable {
        Event intent = admitted(0);
        StepResult read = sign.process(List.of(receipt(5, intent), receipt(6, intent)));
        assertThat(read.marks()).containsExactly(Map.entry(HOME, "signer-service-0 6"));
    }

    private void giveBack(String lastReader) {
        admit.revoked(Set.of(HOME));
        sign.revoked(Set.of(HOME));
        admit.assigned(Map.of(HOME, ""));
        sign.assigned(Map.of(HOME, lastReader));
    }

    @Test
    void goesOnWhenTheOrderThatWaitsIsPastItsUseBy() throws StepUnavailable {
        admitted(0);
        clock.advance(Duration.ofHours(24));
        assertThat(admit.tick().isNothing()).isTrue();
        assertThat(health.stalled()).isEmpty();
        assertThat(pending.size()).isZero();
    }

    @Test
    void signsOneIntentOnceHoweverOftenItsReceiptComes() throws StepUnavailable {
        Event intent = admitted(0);
        StepResult first = sign.process(List.of(receipt(5, intent), receipt(6, intent)));
        assertThat(first.outbounds()).hasSize(1);
        assertThat(sign.process(List.of(receipt(5, intent), receipt(6, intent))).outbounds())
                .as("taken back and delivered again: the very same bytes")
                .singleElement()
                .satisfies(again -> assertThat(again.event().bytes())
                        .isEqualTo(first.outbounds().get(0).event().bytes()));
        assertThat(sign.process(List.of(receipt(7, intent))).outbounds())
                .as("committed before")
                .isEmpty();
        assertThat(token.signatures()).isEqualTo(1);
    }

    @Test
    void answersAReceiptAgainWhenItsTopicWasMadeAnewAndCountsFromZero() throws StepUnavailable {
        Event intent = admitted(0);
        Event other = admitted(1);
        CertificateId issued = issued(sign.process(List.of(receipt(5, intent))));
        // The session that notices the other topic id gives every partition back.
        sign.revoked(Set.of(HOME));
        sign.assigned(Map.of(HOME, ""));
        assertThat(issued(sign.process(List.of(receipt(7, intent))))).isEqualTo(issued);
        // Until it does, offsets that go back say the same.
        sign.process(List.of(receipt(0, other)));
        assertThat(issued(sign.process(List.of(receipt(8, intent))))).isEqualTo(issued);
        assertThat(sign.process(List.of(receipt(9, intent))).outbounds())
                .as("committed at 8")
                .isEmpty();
        assertThat(token.signatures()).as("two and one after the session").isEqualTo(3);
    }

    @Test
    void answersAReceiptAgainAfterANewSessionThatNobodySawTheEndOf() throws StepUnavailable {
        Event intent = admitted(0);
        CertificateId issued = issued(sign.process(List.of(receipt(5, intent))));
        sign.assigned(Map.of(HOME, ""));
        assertThat(issued(sign.process(List.of(receipt(7, intent))))).isEqualTo(issued);
    }

    @Test
    void publishesNothingOfABatchWhoseHsmFails() throws StepUnavailable {
        Event one = admitted(0);
        Event two = admitted(1);
        token.fail(SoftToken.Fault.WRONG_KEY);
        assertThatThrownBy(() -> sign.process(List.of(receipt(0, one), receipt(1, two))))
                .isInstanceOf(StepUnavailable.class);
        token.fail(SoftToken.Fault.NONE);
        assertThat(sign.process(List.of(receipt(0, one), receipt(1, two))).outbounds())
                .hasSize(2)
                .allSatisfy(outbound -> assertThat(outbound.event().type()).isEqualTo(EventType.CERTIFICATE_ISSUED));
    }

    @Test
    void admitsNothingWhileTheTokenIsAway() {
        token.fail(SoftToken.Fault.AWAY);
        assertThatThrownBy(() -> admit.process(List.of(approval(0, Orders.etcdPeer(INSTALLATION)))))
                .isInstanceOf(StepUnavailable.class);
    }

    @Test
    void refusesAndLapsesNothingWhileTheClockIsWrongAndGoesOnAloneWhenItIsRight() throws StepUnavailable {
        Event intent = admitted(0);
        Inbound next = approval(1, Orders.etcdPeer(INSTALLATION));
        for (Duration wrong : List.of(Duration.ofSeconds(-61), Duration.ofDays(2))) {
            clock.set(wrong);
            assertThatThrownBy(() -> admit.process(List.of(next)))
                    .isInstanceOf(StepUnavailable.class)
                    .hasMessageContaining("the clock was set");
            assertThatThrownBy(() -> sign.process(List.of(receipt(0, intent))))
                    .isInstanceOf(StepUnavailable.class)
                    .hasMessageContaining("the clock was set");
            // So readiness is red although nothing arrives.
            assertThatThrownBy(admit::tick).isInstanceOf(StepUnavailable.class);
            clock.set(wrong.negated());
        }
        assertThat(token.signatures()).isZero();
        admit.tick();
        assertThat(admit.process(List.of(next)).outbounds().get(0).event().type())
                .isEqualTo(EventType.CERTIFICATE_INTENDED);
        assertThat(sign.process(List.of(receipt(0, intent)))
                        .outbounds()
                        .get(0)
                        .event()
                        .type())
                .isEqualTo(EventType.CERTIFICATE_ISSUED);
    }

    @Test
    void leavesRecordsAloneWhenItsWorkersHaveStopped() throws StepUnavailable {
        Event intent = admitted(0);
        workers.close();
        // A stop that overtakes the loop: the records are good and must come again, not go to dead letters.
        assertThatThrownBy(() -> admit.process(List.of(approval(1, Orders.etcdPeer(INSTALLATION)))))
                .isInstanceOf(StepUnavailable.class);
        assertThatThrownBy(() -> sign.process(List.of(receipt(0, intent)))).isInstanceOf(StepUnavailable.class);
    }

    private static CertificateId issued(StepResult result) {
        assertThat(result.outbounds()).hasSize(1);
        return result.outbounds().get(0).event().data(CertificateIssued.class).id();
    }

    private Event admitted(long offset) throws StepUnavailable {
        return admit.process(List.of(approval(offset, Orders.etcdPeer(INSTALLATION))))
                .outbounds()
                .get(0)
                .event();
    }

    private Inbound approval(long offset, Event event) {
        return inbound(Topic.APPROVALS, offset, event);
    }

    private Inbound receipt(long offset, Event intent) {
        return inbound(Topic.RECEIPTS, offset, LOG.receipt(intent, clock.instant()));
    }

    private Inbound inbound(Topic topic, long offset, Event event) {
        return new Inbound(topic, HOME, offset, event.subject(), Optional.of(Bytes.of(event.bytes())), clock.instant());
    }
}
