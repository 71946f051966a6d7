package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.StopOrdered;
import io.countersign.contracts.event.TrustLogged;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.Installation;
import io.countersign.orders.LogTrust;
import io.countersign.orders.SignedStop;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustDraft;
import io.countersign.signer.TestLog;
import io.countersign.tlog.TlogProof;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TrustStateTest {
    private static final TestLog LOG = new TestLog();
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Installation INSTALLATION = Installation.at(NOW, LOG.trust());
    private static final TrustDocument FIRST = INSTALLATION.trust();
    private static final Duration MONTH = Duration.ofDays(30);

    private final SettableClock wall = new SettableClock(NOW);
    private final SteadyClock clock = wall.steady();
    private final MemorySpool spool = new MemorySpool();
    private final TrustState state = new TrustState(FIRST, spool, clock, new QuietWatch());

    @Test
    void actsOnAStopOfOneOfficerAtOnceAndKeepsIt() throws Exception {
        SignedStop freeze = freeze();
        take(state, stopOrdered(freeze));
        assertThat(state.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
        assertThat(spool.stops).containsExactly(freeze);
    }

    @Test
    void doesNotActOnAStopThatTheSpoolDidNotTake() throws Exception {
        spool.full = true;
        assertThatThrownBy(() -> take(state, stopOrdered(freeze()))).isInstanceOf(OutageException.class);
        assertThat(state.view().stops().onLineage(Installation.ETCD_PEER)).isEmpty();
    }

    @Test
    void keepsAStopThroughARestartThoughTheTopicIsEmpty() throws Exception {
        take(state, stopOrdered(freeze()));
        MemorySpool disk = new MemorySpool();
        disk.drop(Spool.Kind.STOP, spool.stops.get(0).file());

        TrustState restarted = new TrustState(FIRST, disk, clock, new QuietWatch());
        restarted.readSpool();
        assertThat(restarted.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
    }

    @Test
    void putsAFileAsideThatNoOfficerSigned() throws Exception {
        SignedStop good = freeze();
        SignedStop forged = new SignedStop(
                INSTALLATION
                        .stopWriter()
                        .freeze("demo", Optional.empty(), "forged")
                        .payload(),
                good.approvals());
        spool.drop(Spool.Kind.STOP, forged.file());
        spool.drop(Spool.Kind.STOP, "{".getBytes(StandardCharsets.UTF_8));
        state.readSpool();
        assertThat(spool.refused).hasSize(2);
        assertThat(state.view().stops().inForce()).isEmpty();
    }

    @Test
    void takesTheRestOfTheSpoolBesideAFileThatCannotBeReadAndPutsNothingAside() throws Exception {
        spool.drop(Spool.Kind.STOP, "{".getBytes(StandardCharsets.UTF_8));
        spool.drop(Spool.Kind.STOP, freeze().file());
        spool.unreadable = true;
        for (int look = 0; look < 2; look++) {
            assertThatThrownBy(state::readSpool).isInstanceOf(OutageException.class);
            assertThat(state.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
            assertThat(spool.refused).as("the unread one might bear it out").isEmpty();
        }
        spool.unreadable = false;
        state.readSpool();
        assertThat(spool.refused).hasSize(1);
    }

    @Test
    void takesAFileAgainThatItCouldNotKeep() throws Exception {
        spool.drop(Spool.Kind.STOP, freeze().file());
        spool.full = true;
        assertThatThrownBy(state::readSpool).isInstanceOf(OutageException.class);
        assertThat(state.view().stops().inForce()).isEmpty();
        spool.full = false;
        state.readSpool();
        assertThat(state.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
        assertThat(spool.news()).isEmpty();
    }

    @Test
    void waitsRatherThanLoseRecordsByAFileThatMakesItFail() throws Exception {
        spool.broken = true;
        spool.drop(Spool.Kind.STOP, freeze().file());
        assertThatThrownBy(state::readSpool)
                .isInstanceOf(OutageException.class)
                .hasMessageContaining("dropped.json in the spool made this signer fail");
        assertThat(spool.news()).hasSize(1);
    }

    @Test
    void takesNothingOfTheSpoolByAClockThatIsKnownToBeWrong() throws Exception {
        state.readSpool();
        wall.set(Duration.ofHours(-2));
        spool.drop(Spool.Kind.TRUST, second());
        spool.drop(Spool.Kind.STOP, freeze().file());
        assertThatThrownBy(state::readSpool).isInstanceOf(OutageException.class).hasMessageContaining("clock");
        assertThat(spool.refused).isEmpty();
        wall.set(Duration.ofHours(2));
        state.readSpool();
        assertThat(state.view().document().version()).isEqualTo(2);
        assertThat(state.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
    }

    @Test
    void waitsForItsOwnClockWhenTheSpoolHoldsWhatIsFromTheFuture() throws Exception {
        SettableClock slow = new SettableClock(NOW.minusSeconds(90));
        TrustState behind = new TrustState(FIRST, spool, slow.steady(), new QuietWatch());
        spool.drop(Spool.Kind.TRUST, second());
        spool.drop(Spool.Kind.STOP, freeze().file());
        assertThatThrownBy(behind::readSpool)
                .isInstanceOf(OutageException.class)
                .hasMessageContaining("dropped.json in the spool")
                .hasMessageContaining("the clock of this signer is behind: put it right, or take the file out");
        assertThat(spool.refused).isEmpty();
        slow.advance(Duration.ofMinutes(1));
        behind.readSpool();
        assertThat(behind.view().document().version()).isEqualTo(2);
        assertThat(behind.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
    }

    @Test
    void keepsEverySignatureOfAStop() throws Exception {
        var order = INSTALLATION.stopWriter().freeze("demo", Optional.of(Installation.ETCD_PEER), "key copied");
        take(state, stopOrdered(INSTALLATION.signed(order, 2)));
        take(state, stopOrdered(INSTALLATION.signed(order, 1)));
        SignedStop kept = spool.stops.get(spool.stops.size() - 1);
        assertThat(kept.approvals()).hasSize(2);
        int written = spool.stops.size();
        take(state, stopOrdered(INSTALLATION.signed(order, 1)));
        assertThat(spool.stops).as("nothing new").hasSize(written);
    }

    @Test
    void liftsByAQuorumAndNotByOne() throws Exception {
        SignedStop freeze = freeze();
        take(state, stopOrdered(freeze));
        var lift = INSTALLATION.stopWriter().lift(List.of(freeze.digest()), "found the key");
        assertThatThrownBy(() -> take(state, stopOrdered(INSTALLATION.signed(lift, 0))))
                .isInstanceOf(UnreadableException.class);
        assertThat(state.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
        take(state, stopOrdered(INSTALLATION.signed(lift, 0, 1)));
        assertThat(state.view().stops().onLineage(Installation.ETCD_PEER)).isEmpty();
    }

    @Test
    void waitsForTheProofThatTheLogHoldsAVersion() throws Exception {
        byte[] second = second();
        Event published = published(2, second);
        take(state, published);
        assertThat(state.view().document().version()).isEqualTo(1);
        assertThat(spool.versions).isEmpty();

        take(state, logged(2, published, LOG.log(published)));
        assertThat(state.view().document().version()).isEqualTo(2);
        assertThat(spool.versions).containsExactly(second);
    }

    @Test
    void takesTheProofBeforeTheVersionToo() throws Exception {
        Event published = published(2, second());
        take(state, logged(2, published, LOG.log(published)));
        take(state, published);
        assertThat(state.view().document().version()).isEqualTo(2);
    }

    @Test
    void actsOnAVersionWhenTheDiskTakesItThatWasFullAtFirst() throws Exception {
        Event published = published(2, second());
        Event logged = logged(2, published, LOG.log(published));
        take(state, logged);
        spool.full = true;
        assertThatThrownBy(() -> take(state, published)).isInstanceOf(OutageException.class);
        assertThat(state.view().document().version()).isEqualTo(1);
        spool.full = false;
        take(state, published);
        assertThat(state.view().document().version()).isEqualTo(2);
    }

    @Test
    void doesNotBelieveAProofOfAnotherLeafOrWithOneSignature() throws Exception {
        Event published = published(2, second());
        take(state, published);
        Event other = published(2, FIRST.content().payload().getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> take(state, logged(2, published, LOG.log(other))))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> take(state, logged(2, published, LOG.logSignedBy(1, published))))
                .isInstanceOf(UnreadableException.class);
        assertThat(state.view().document().version()).isEqualTo(1);
    }

    @Test
    void followsVersionsThatWerePublishedBeforeTheFormerWasProved() throws Exception {
        byte[] second = second();
        TrustDocument two = FIRST.succeededBy(second, NOW);
        byte[] third = INSTALLATION.file(
                TrustDraft.after(two).useByCap(Duration.ofHours(6)).content(NOW, MONTH), 0, 1);
        Event publishedTwo = published(2, second);
        Event publishedThree = published(3, third);
        take(state, publishedTwo);
        take(state, publishedThree);
        take(state, logged(3, publishedThree, LOG.log(publishedThree)));
        assertThat(state.view().document().version()).isEqualTo(1);
        take(state, logged(2, publishedTwo, LOG.log(publishedTwo)));
        assertThat(state.view().document().version()).isEqualTo(3);
    }

    @Test
    void nobodyPushesAVersionAsideThatWaitsForItsProof() throws Exception {
        Event published = published(2, second());
        take(state, published);
        for (int i = 0; i < 40; i++) {
            take(state, told("unsigned/" + i, 3 + i % 20, new byte[] {'{', '}'}));
            take(state, told("known/" + i, 1, INSTALLATION.file(FIRST.content(), 0, 1)));
        }
        take(state, logged(2, published, LOG.log(published)));
        assertThat(state.view().document().version()).isEqualTo(2);
    }

    @Test
    void refusesAnotherDocumentUnderAVersionInForce() throws Exception {
        Event published = published(2, second());
        take(state, published);
        take(state, logged(2, published, LOG.log(published)));
        TrustContent rival =
                TrustDraft.after(FIRST).useByCap(Duration.ofHours(1)).content(NOW, MONTH);
        assertThatThrownBy(() -> take(state, published(2, INSTALLATION.file(rival, 0, 1))))
                .isInstanceOf(UnreadableException.class);
        assertThat(state.view().document().content().useByCap()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void knowsItsVersionAgainAfterARestart() throws Exception {
        MemorySpool disk = new MemorySpool();
        disk.drop(Spool.Kind.TRUST, second());
        TrustState restarted = new TrustState(FIRST, disk, clock, new QuietWatch());
        restarted.readSpool();
        assertThat(restarted.view().document().version()).isEqualTo(2);
        assertThat(restarted.view().version(FIRST.digest())).contains(FIRST);
    }

    @Test
    void neitherKeepsNorFollowsAVersionWithOtherLogKeys() throws Exception {
        for (LogTrust other : List.of(
                new LogTrust(TestLog.ORIGIN, LOG.trust().keys().subList(0, 1)),
                new LogTrust(TestLog.ORIGIN, List.of("no key")),
                new TestLog().trust())) {
            byte[] second = INSTALLATION.file(TrustDraft.after(FIRST).log(other).content(NOW, MONTH), 0, 1);
            Event published = published(2, second);
            take(state, logged(2, published, LOG.log(published)));
            assertThatThrownBy(() -> take(state, published)).isInstanceOf(UnreadableException.class);
            spool.drop(Spool.Kind.TRUST, second);
        }
        state.readSpool();
        assertThat(spool.refused).hasSize(3);
        assertThat(spool.versions).isEmpty();
        assertThat(state.view().document().version()).isEqualTo(1);
    }

    @Test
    void refusesADocumentWhoseLogHasOneKindOfKey() {
        for (String key : LOG.trust().keys()) {
            TrustDocument document = Installation.at(NOW, new LogTrust(TestLog.ORIGIN, List.of(key)))
                    .trust();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TrustState(document, spool, clock, new QuietWatch()))
                    .withMessageContaining("Ed25519 and a P-256");
        }
    }

    private static SignedStop freeze() throws Exception {
        return INSTALLATION.signed(
                INSTALLATION.stopWriter().freeze("demo", Optional.of(Installation.ETCD_PEER), "key copied"), 2);
    }

    private static byte[] second() throws Exception {
        return INSTALLATION.file(
                TrustDraft.after(FIRST).useByCap(Duration.ofHours(12)).content(NOW, MONTH), 0, 1);
    }

    private static void take(TrustState state, Event event) throws Exception {
        state.take(event, event.bytes());
    }

    private static Event stopOrdered(SignedStop stop) throws Exception {
        return event(
                EventType.STOP_ORDERED, "stop/" + stop.digest(), new StopOrdered(stop.payload(), stop.approvals()));
    }

    private static Event published(long version, byte[] file) {
        return told("version/" + version, version, file);
    }

    private static Event told(String subject, long version, byte[] file) {
        return event(EventType.TRUST_PUBLISHED, subject, new TrustPublished(version, Sha256.of(file), Bytes.of(file)));
    }

    private static Event logged(long version, Event published, TlogProof proof) {
        return event(
                EventType.TRUST_LOGGED,
                "logged/" + version,
                new TrustLogged(version, published.id(), new String(proof.format(), StandardCharsets.UTF_8)));
    }

    private static Event event(EventType type, String subject, EventData data) {
        return Event.of(type, ServiceName.REGISTRY.source(), subject, NOW, data, Optional.empty());
    }
}
