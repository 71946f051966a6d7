package io.countersign.signer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.contracts.event.RevocationApproved;
import io.countersign.orders.Installation;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepResult;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.signer.Orders;
import io.countersign.signer.Revokes;
import io.countersign.signer.TestLog;
import io.countersign.signer.core.Admit;
import io.countersign.signer.core.Beliefs;
import io.countersign.signer.core.CrlSpool;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both steps with revoke orders among the rest, and the topic they learn CRLs from. */
final class RevocationDeskTest {
    private static final TestLog LOG = new TestLog();
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), LOG.trust());
    private static final String ISSUER =
            Revokes.etcd(INSTALLATION).certificate().digest().toString();
    private static final int HOME = Outbound.partition(Topic.APPROVALS, ISSUER);

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final SteadyClock steady = clock.steady();
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final WorkerThreads workers = new WorkerThreads("test-worker", 2);
    private final PendingIntents pending = new PendingIntents(3, Duration.ofSeconds(30));
    private final QuietHealth health = new QuietHealth();
    private final DeadLetters deadLetters = new DeadLetters(ServiceName.SIGNER, clock, topic -> "id-of-" + topic);
    private final TrustState believed = Beliefs.pinned(INSTALLATION, steady);
    private final Verdicts verdicts = Beliefs.verdicts(INSTALLATION, believed, new SerialKeys(token));
    private final TrustFeed feed = new TrustFeed(believed, List::of, deadLetters);
    private final MemoryCrlSpool spool = new MemoryCrlSpool();
    private final HeardCrls heard = new HeardCrls();
    private final Revoking revoking =
            Revoking.of(believed::view, INSTALLATION.trust().issuers(), spool, token, steady, heard);
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

    @BeforeEach
    void own() {
        admit.assigned(Map.of(HOME, ""));
    }

    @AfterEach
    void stopWorkers() {
        workers.close();
    }

    @Test
    void revokesAmongCertificates() throws Exception {
        spool.drop(first());
        Event certificate = Orders.etcdPeer(INSTALLATION);
        StepResult admitted = admit.process(List.of(
                inbound(Topic.APPROVALS, 0, certificate),
                inbound(Topic.APPROVALS, 0, revocation(1)),
                inbound(Topic.APPROVALS, 1, Orders.etcdPeer(INSTALLATION))));
        assertThat(types(admitted)).containsExactly(EventType.CERTIFICATE_INTENDED, EventType.CERTIFICATE_INTENDED);
        StepResult tick = admit.tick();
        assertThat(types(tick)).containsExactly(EventType.CRL_INTENDED);
        assertThat(tick.outbounds().get(0).key()).isEqualTo(ISSUER);
        assertThat(admit.tick().outbounds()).isEmpty();

        StepResult signed = sign.process(List.of(
                receipt(0, admitted.outbounds().get(0).event()),
                receipt(0, tick.outbounds().get(0).event())));
        assertThat(types(signed))
                .containsExactly(EventType.CRL_PUBLISHED, EventType.CERTIFICATE_REVOKED, EventType.CERTIFICATE_ISSUED);
        assertThat(admit.tick().outbounds()).isEmpty();
        assertThat(pending.size()).as("the second certificate's").isEqualTo(1);
    }

    @Test
    void takesUpAnOrderOfAnotherInstanceThatItSawLoggedInTime() throws Exception {
        spool.drop(first());
        Event intent = intendedByAnother();
        Event receipt = LOG.receipt(intent, clock.instant());
        // No partition of receipts is here yet.
        sign.tick();
        clock.advance(Duration.ofHours(5));
        assertThat(types(sign.process(List.of(inbound(Topic.RECEIPTS, 0, receipt)))))
                .isEmpty();
        assertThat(types(admit.tick())).containsExactly(EventType.CRL_INTENDED);
        assertThat(spool.waiting()).isEqualTo(1);
    }

    private Event intendedByAnother() throws Exception {
        MemoryCrlSpool others = new MemoryCrlSpool();
        others.drop(first());
        Revoking another =
                Revoking.of(believed::view, INSTALLATION.trust().issuers(), others, token, steady, new HeardCrls());
        another.revocations().readSpool();
        another.revocations()
                .take(Revokes.approved(
                        INSTALLATION, INSTALLATION.signed(Revokes.order(INSTALLATION, clock.instant(), 1), "revoker")));
        return another.plans()
                .due(issuer -> issuer.toString().equals(ISSUER), clock.instant())
                .get(0);
    }

    @Test
    void leavesTheCrlsOfOtherPartitionsToOthers() throws Exception {
        spool.drop(first());
        admit.revoked(Set.of(HOME));
        assertThat(admit.tick().outbounds()).isEmpty();
        admit.assigned(Map.of(HOME, ""));
        clock.advance(Duration.ofSeconds(1));
        assertThat(types(admit.tick())).containsExactly(EventType.CRL_INTENDED);
    }

    @Test
    void answersWhatCannotBeCarriedOut() throws Exception {
        StepResult unknown = admit.process(List.of(inbound(Topic.APPROVALS, 0, revocation(1))));
        assertThat(types(unknown)).containsExactly(EventType.REVOCATION_REFUSED);
        RevocationApproved good = revocation(2).data(RevocationApproved.class);
        Sha256 other = INSTALLATION.issuer("other", "etcd-ca").digest();
        assertWrongKey(ISSUER, other, good);
        assertWrongKey(other.toString(), good.issuer(), good);
        assertWrongKey(other.toString(), other, good);
    }

    private void assertWrongKey(String subject, Sha256 issuer, RevocationApproved order) throws Exception {
        Event astray = Event.of(
                EventType.REVOCATION_APPROVED,
                ServiceName.REGISTRY.source(),
                subject,
                clock.instant(),
                new RevocationApproved(issuer, order.payload(), order.approvals(), order.certificate()),
                Optional.empty());
        StepResult result = admit.process(List.of(inbound(Topic.APPROVALS, 1, astray)));
        assertThat(result.outbounds()).singleElement().satisfies(letter -> assertThat(
                        letter.event().data(RecordUnreadable.class).reason())
                .isEqualTo("wrong-key"));
    }

    @Test
    void putsAForgedIntentAsideAndGoesOn() throws Exception {
        spool.drop(first());
        Event intent = admit.tick().outbounds().get(0).event();
        Event other = Event.of(
                EventType.CRL_INTENDED,
                intent.source(),
                "demo/etcd-peer/cp-1",
                intent.time(),
                intent.data(),
                Optional.empty());
        StepResult result = sign.process(List.of(receipt(0, other), receipt(1, intent)));
        assertThat(types(result)).containsExactly(EventType.RECORD_UNREADABLE, EventType.CRL_PUBLISHED);
    }

    @Test
    void learnsFromTheTopicAndFindsWhatIsOlderThanTheWindow() throws Exception {
        certificates.add(published(1, 900));
        certificates.age();
        certificates.add(ISSUER, "garbage".getBytes(StandardCharsets.UTF_8));
        List<Outbound> letters = crls.catchUp();
        assertThat(revoking.book().lists(Revokes.serial(1))).isTrue();
        assertThat(letters).hasSize(2);
        assertThat(letters.get(0).event().id()).isEqualTo(letters.get(1).event().id());
        certificates.add(published(2, 901));
        assertThat(crls.catchUp()).isEmpty();
        assertThat(revoking.book().lists(Revokes.serial(2))).isTrue();
    }

    @Test
    void takesWhatTheSpoolHadNoRoomForWhenItHas() throws Exception {
        assertThat(crls.catchUp()).isEmpty();
        certificates.add(ISSUER, "garbage".getBytes(StandardCharsets.UTF_8));
        certificates.add(published(1, 900));
        certificates.add(published(2, 901));
        spool.full = true;
        assertThatThrownBy(crls::catchUp).isInstanceOf(StepUnavailable.class).hasMessageContaining("no space left");
        assertThatThrownBy(crls::catchUp).isInstanceOf(StepUnavailable.class);
        assertThat(revoking.book().lists(Revokes.serial(1))).isFalse();
        spool.full = false;
        assertThat(crls.catchUp()).as("the letter of before").hasSize(1);
        assertThat(revoking.book().lists(Revokes.serial(1))).isTrue();
        assertThat(revoking.book().lists(Revokes.serial(2))).isTrue();
        assertThat(crls.catchUp()).isEmpty();
    }

    @Test
    void goesOnWhereAReadingOfTheWholeTopicStopped() throws Exception {
        // The other clusters' issuers have no CRL there, so all of it is read, and no call reads more than two records.
        for (int i = 0; i < 7; i++) {
            certificates.add(published(i, 900 + i));
        }
        certificates.age();
        certificates.most = 2;
        for (int call = 0; call < 3; call++) {
            assertThatThrownBy(crls::catchUp).isInstanceOf(StepUnavailable.class);
        }
        assertThat(crls.catchUp()).isEmpty();
        assertThat(revoking.book().lists(Revokes.serial(0))).isTrue();
        assertThat(revoking.book().lists(Revokes.serial(6))).isTrue();
        assertThat(revoking.book().isShown()).isFalse();
        assertThat(certificates.beginnings).as("asked for once").isEqualTo(1);
    }

    @Test
    void publishesAtOnceIntoATopicMadeAnew() throws Exception {
        certificates.add(published(1, clock.instant().getEpochSecond()));
        assertThat(admit.tick().outbounds()).isEmpty();
        certificates.madeAnew("second");
        clock.advance(Duration.ofSeconds(1));
        Event intent = admit.tick().outbounds().get(0).event();
        StepResult result = sign.process(List.of(receipt(0, intent)));
        CrlPublished data = result.outbounds().get(0).event().data(CrlPublished.class);
        Crl crl = Crl.verify(data.crl().toArray(), Revokes.etcd(INSTALLATION).certificate());
        assertThat(crl.lists(Revokes.serial(1))).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(admit.tick().outbounds()).isEmpty();
    }

    @Test
    void staysRedWhileItsSpoolCannotBeReadAndLooksAgainAtOnce() throws Exception {
        spool.unreadable.add(CrlSpool.Kind.CRL);
        for (int look = 0; look < 2; look++) {
            assertThat(admit.tick().outbounds()).isEmpty();
            assertThat(heard.problems()).containsExactly("a file cannot be read");
        }
        spool.unreadable.clear();
        spool.drop(first());
        assertThat(types(admit.tick())).containsExactly(EventType.CRL_INTENDED);
    }

    @Test
    void noCertificateWaitsForASpoolThatCannotBeRead() throws Exception {
        spool.drop(first());
        Event intent = admit.tick().outbounds().get(0).event();
        spool.unreadable.add(CrlSpool.Kind.ACCEPTED);
        Event certificate = Orders.etcdPeer(INSTALLATION);
        Inbound order = inbound(Topic.APPROVALS, 7, revocation(1));
        StepResult admitted = admit.process(List.of(order, inbound(Topic.APPROVALS, 0, certificate)));
        assertThat(types(admitted)).containsExactly(EventType.CERTIFICATE_INTENDED);
        assertThat(admitted.held()).containsOnlyKeys(order.partition());
        Inbound crl = receipt(7, intent);
        StepResult signed =
                sign.process(List.of(crl, receipt(0, admitted.outbounds().get(0).event())));
        assertThat(types(signed)).containsExactly(EventType.CERTIFICATE_ISSUED);
        assertThat(signed.held()).containsOnlyKeys(crl.partition());

        spool.unreadable.clear();
        assertThat(types(sign.process(List.of(crl)))).containsExactly(EventType.CRL_PUBLISHED);
        assertThat(types(admit.process(List.of(order)))).isEmpty();
        assertThat(spool.waiting()).isEqualTo(1);
    }

    private Event revocation(int number) {
        return Revokes.approved(
                INSTALLATION,
                INSTALLATION.signed(Revokes.order(INSTALLATION, clock.instant(), number), "revoker", "revoker-second"));
    }

    private Crl first() {
        return crl(1, List.of());
    }

    private Crl crl(long number, List<CrlEntry> entries) {
        return INSTALLATION.crl(
                TbsCrl.build(Revokes.etcd(INSTALLATION).certificate(), number, clock.instant(), entries));
    }

    private Event published(int listed, long number) {
        Crl crl =
                crl(number, Revokes.order(INSTALLATION, clock.instant(), listed).entries());
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
