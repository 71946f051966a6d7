package io.countersign.signer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustedIssuer;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepResult;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.signer.Orders;
import io.countersign.signer.Renewals;
import io.countersign.signer.Revokes;
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
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A signer that has just started knows of no revocation, and must not take that for there being none. */
final class RenewalsWaitForCrlsTest {
    private static final TestLog LOG = new TestLog();
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), LOG.trust());
    private static final int HOME = Outbound.partition(Topic.APPROVALS, Installation.ETCD_PEER.toString());

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final SteadyClock steady = clock.steady();
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final WorkerThreads workers = new WorkerThreads("test-worker", 2);
    private final PendingIntents pending = new PendingIntents(9, Duration.ofSeconds(30));
    private final QuietHealth health = new QuietHealth();
    private final DeadLetters deadLetters = new DeadLetters(ServiceName.SIGNER, clock, topic -> "id-of-" + topic);
    private final TrustState believed = Beliefs.pinned(INSTALLATION, steady);
    private final TrustFeed feed = new TrustFeed(believed, List::of, deadLetters);
    private final MemoryCrlSpool spool = new MemoryCrlSpool();
    private final Revoking revoking =
            Revoking.of(believed::view, INSTALLATION.trust().issuers(), spool, token, steady, new HeardCrls());
    private final CertificatesTopic certificates = new CertificatesTopic();
    private final CrlFeed crls = new CrlFeed(revoking.book(), certificates, deadLetters, topic -> certificates.id);
    private final RevocationDesk desk = new RevocationDesk(revoking, crls, feed, deadLetters, health);
    private final Verdicts verdicts = new Verdicts(
            believed::view,
            new SerialKeys(token),
            INSTALLATION.trust().issuers().stream()
                    .map(TrustedIssuer::certificate)
                    .toList(),
            revoking.book()::isRevoked);
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
    private final List<Event> renewals = new ArrayList<>();

    @BeforeEach
    void makeTheOrder() throws Exception {
        admit.assigned(Map.of(HOME, ""));
        renewals.add(Renewals.of(INSTALLATION, token));
    }

    @AfterEach
    void stopWorkers() {
        workers.close();
    }

    @Test
    void admitsNoRenewalBeforeTheSpoolIsReadAndEverythingElseGoesOn() throws Exception {
        spool.drop(revoking(1));
        Event elsewhere = Orders.under(INSTALLATION, "front-proxy-ca");
        List<Inbound> batch = List.of(
                inbound(Topic.APPROVALS, 0, Orders.etcdPeer(INSTALLATION)),
                inbound(Topic.APPROVALS, 1, renewal()),
                inbound(Topic.APPROVALS, 2, Orders.etcdPeer(INSTALLATION)),
                inbound(Topic.APPROVALS, 0, elsewhere));
        StepResult result = admit.process(batch);
        assertThat(types(result)).containsExactly(EventType.CERTIFICATE_INTENDED, EventType.CERTIFICATE_INTENDED);
        assertThat(result.outbounds())
                .extracting(Outbound::key)
                .containsExactly(Installation.ETCD_PEER.toString(), elsewhere.subject());
        assertWaitsAt(result, 1);
        assertThat(pending.size()).as("none for what is held").isEqualTo(2);

        admit.tick();
        StepResult read = admit.process(batch.subList(1, 3));
        assertThat(read.held()).isEmpty();
        assertThat(types(read)).containsExactly(EventType.CSR_REFUSED, EventType.CERTIFICATE_INTENDED);
        assertThat(read.outbounds().get(0).event().data(CsrRefused.class).code())
                .isEqualTo("predecessor-revoked");
    }

    @Test
    void signsNoRenewalBeforeTheTopicIsReadAndEverythingElseGoesOn() throws Exception {
        Event intent = intended(renewal());
        Event other = intended(Orders.under(INSTALLATION, "front-proxy-ca"));
        certificates.add(published(revoking(1)));
        List<Inbound> batch = List.of(receipt(0, intent), receipt(0, other));
        certificates.most = 0;
        assertThatThrownBy(admit::tick).isInstanceOf(StepUnavailable.class);
        StepResult unread = sign.process(batch);
        assertThat(types(unread)).containsExactly(EventType.CERTIFICATE_ISSUED);
        assertWaitsAt(unread, 0);
        assertThat(token.signatures()).as("the predecessor and the other").isEqualTo(2);

        certificates.most = Integer.MAX_VALUE;
        clock.advance(Duration.ofSeconds(1));
        admit.tick();
        StepResult read = sign.process(batch.subList(0, 1));
        assertThat(types(read)).containsExactly(EventType.CERTIFICATE_LAPSED);
        assertThat(read.outbounds().get(0).event().data(CertificateLapsed.class).code())
                .isEqualTo("predecessor-revoked");
    }

    @Test
    void renewsOnceTheCrlsAreReadAndWhileTheyCannotBeReadAgain() throws Exception {
        admit.tick();
        certificates.most = 0;
        clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(admit::tick).isInstanceOf(StepUnavailable.class);
        StepResult admitted = admit.process(List.of(inbound(Topic.APPROVALS, 0, renewal())));
        assertThat(types(admitted)).containsExactly(EventType.CERTIFICATE_INTENDED);
        assertThat(types(sign.process(
                        List.of(receipt(0, admitted.outbounds().get(0).event())))))
                .containsExactly(EventType.CERTIFICATE_ISSUED);
    }

    private Event renewal() {
        return renewals.get(0);
    }

    /** What the process before this one admitted. */
    private Event intended(Event order) throws Exception {
        Verdicts former = Beliefs.verdicts(INSTALLATION, believed, new SerialKeys(token));
        Event intent =
                new Admit(former, new RobotBudget(), steady).answer(order).event();
        assertThat(intent.type()).isEqualTo(EventType.CERTIFICATE_INTENDED);
        return intent;
    }

    private static void assertWaitsAt(StepResult result, long offset) {
        assertThat(result.held()).containsOnlyKeys(HOME);
        assertThat(result.held().get(HOME).offset()).isEqualTo(offset);
        assertThat(result.held().get(HOME).reason()).contains("has read the CRLs");
    }

    private Crl revoking(int number) {
        return INSTALLATION.crl(TbsCrl.build(
                Revokes.etcd(INSTALLATION).certificate(),
                clock.instant().getEpochSecond(),
                clock.instant(),
                Revokes.order(INSTALLATION, clock.instant(), number).entries()));
    }

    private Event published(Crl crl) {
        return Revokes.published(crl, clock.instant());
    }

    private static List<EventType> types(StepResult result) {
        return result.outbounds().stream()
                .map(outbound -> outbound.event().type())
                .toList();
    }

    private Inbound receipt(long offset, Event intent) {
        return inbound(Topic.RECEIPTS, offset, LOG.receipt(intent, clock.instant()));
    }

    private Inbound inbound(Topic topic, long offset, Event event) {
        return new Inbound(
                topic,
                Outbound.partition(topic, event.subject()),
                offset,
                event.subject(),
                Optional.of(Bytes.of(event.bytes())),
                clock.instant());
    }
}
