package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class StopsTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TrustDocument TRUST = INSTALLATION.trust();
    private static final Instant NOW = INSTALLATION.now();
    private static final Lineage PEER = Installation.ETCD_PEER;
    private static final Sha256 ORDER = Sha256.of(new byte[] {7});

    private final StopWriter writer = INSTALLATION.stopWriter();

    @Test
    void oneOfficerFreezesALineageAndNothingElse() throws RefusedException {
        Stops stops = stopped(writer.freeze("demo", Optional.of(PEER), "key copied"));
        assertThat(code(stops.onLineage(PEER))).contains(RefusalCode.LINEAGE_FROZEN);
        assertThat(stops.onLineage(PEER).orElseThrow().detail()).contains("carol", "key copied");
        assertThat(stops.onLineage(Lineage.parse("demo/etcd-peer/cp-2"))).isEmpty();
        assertThat(stops.onLineage(Lineage.parse("other/etcd-peer/cp-1"))).isEmpty();
    }

    @Test
    void oneOfficerFreezesAWholeCluster() throws RefusedException {
        Stops stops = stopped(writer.freeze("demo", Optional.empty(), "break-in"));
        assertThat(code(stops.onLineage(PEER))).contains(RefusalCode.LINEAGE_FROZEN);
        assertThat(stops.onLineage(Lineage.parse("other/etcd-peer/cp-1"))).isEmpty();
    }

    @Test
    void oneOfficerSuspendsAPerson() throws RefusedException {
        Stops stops = stopped(writer.suspend(Installation.BOB, "card lost"));
        assertThat(code(stops.onPerson(Installation.BOB))).contains(RefusalCode.APPROVER_NOT_ACTIVE);
        assertThat(stops.onPerson(Installation.ALICE)).isEmpty();
    }

    @Test
    void oneOfficerCancelsAnOrder() throws RefusedException {
        Stops stops = stopped(writer.cancel(ORDER, "wrong node"));
        assertThat(code(stops.onOrder(ORDER))).contains(RefusalCode.ORDER_CANCELLED);
        assertThat(stops.onOrder(Sha256.of(new byte[] {8}))).isEmpty();
    }

    @Test
    void oneOfficerDisablesAProfileHereOrEverywhere() throws RefusedException {
        Stops here = stopped(writer.disable("user", Optional.of("demo"), "audit"));
        assertThat(code(here.onProfile("user", "demo"))).contains(RefusalCode.PROFILE_DISABLED);
        assertThat(here.onProfile("user", "other")).isEmpty();
        Stops everywhere = stopped(writer.disable("user", Optional.empty(), "audit"));
        assertThat(code(everywhere.onProfile("user", "other"))).contains(RefusalCode.PROFILE_DISABLED);
        assertThat(everywhere.onProfile("admin", "other")).isEmpty();
    }

    @Test
    void nothingIsStoppedByNoStops() {
        assertThat(Stops.NONE.onLineage(PEER)).isEmpty();
        assertThat(Stops.NONE.onOrder(ORDER)).isEmpty();
        assertThat(Stops.NONE.onPerson(Installation.BOB)).isEmpty();
        assertThat(Stops.NONE.onProfile("user", "demo")).isEmpty();
        assertThat(Stops.NONE.inForce()).isEmpty();
    }

    @Test
    void aLiftOutranksItsStopsInEveryOrderOfArrival() throws RefusedException {
        StopOrder first = writer.freeze("demo", Optional.of(PEER), "one");
        StopOrder second = writer.suspend(Installation.BOB, "two");
        StopOrder third = writer.cancel(ORDER, "three");
        List<SignedStop> signed = new ArrayList<>(List.of(
                INSTALLATION.signed(first, 0),
                INSTALLATION.signed(second, 1),
                INSTALLATION.signed(third, 2),
                INSTALLATION.signed(writer.lift(List.of(first.digest(), second.digest()), "found"), 0, 1),
                INSTALLATION.signed(first, 0)));
        Random random = new Random(11);
        for (int arrival = 0; arrival < 50; arrival++) {
            Collections.shuffle(signed, random);
            Stops stops = Stops.NONE;
            for (SignedStop each : signed) {
                stops = stops.with(StopCheck.verify(TRUST, each, NOW));
            }
            assertThat(stops.onLineage(PEER)).isEmpty();
            assertThat(stops.onPerson(Installation.BOB)).isEmpty();
            assertThat(code(stops.onOrder(ORDER))).contains(RefusalCode.ORDER_CANCELLED);
            assertThat(stops.inForce()).extracting(Stop::digest).containsExactly(third.digest());
            assertThat(Stops.of(TRUST, signed, NOW).inForce())
                    .extracting(Stop::digest)
                    .containsExactly(third.digest());
        }
    }

    @Test
    void theSameThingIsStoppedAgainByANewStopOnly() throws RefusedException {
        StopOrder stop = writer.freeze("demo", Optional.of(PEER), "one");
        SignedStop lift = INSTALLATION.signed(writer.lift(List.of(stop.digest()), "fine"), 0, 1);
        Stops lifted = Stops.of(TRUST, List.of(INSTALLATION.signed(stop, 0), lift), NOW);
        assertThat(lifted.with(verified(stop, 2)).onLineage(PEER)).isEmpty();
        StopOrder again = writer.freeze("demo", Optional.of(PEER), "one");
        assertThat(lifted.with(verified(again, 2)).onLineage(PEER)).isPresent();
    }

    @Test
    void aLiftCannotBeLifted() throws RefusedException {
        StopOrder stop = writer.suspend(Installation.BOB, "one");
        StopOrder lift = writer.lift(List.of(stop.digest()), "fine");
        StopOrder liftOfLift = writer.lift(List.of(lift.digest()), "not fine");
        Stops stops = Stops.of(
                TRUST,
                List.of(
                        INSTALLATION.signed(stop, 0),
                        INSTALLATION.signed(lift, 0, 1),
                        INSTALLATION.signed(liftOfLift, 0, 1)),
                NOW);
        assertThat(stops.onPerson(Installation.BOB)).isEmpty();
    }

    @Test
    void whatDoesNotVerifyIsLeftOutAndReported() throws RefusedException {
        StopOrder stop = writer.suspend(Installation.BOB, "one");
        SignedStop lonelyLift = INSTALLATION.signed(writer.lift(List.of(stop.digest()), "fine"), 0);
        SignedStop noOfficers = new SignedStop(stop.payload(), INSTALLATION.approvals(stop.payload(), "alice"));
        Stops stops = Stops.of(TRUST, List.of(lonelyLift, INSTALLATION.signed(stop, 0), noOfficers), NOW);
        assertThat(stops.onPerson(Installation.BOB)).isPresent();
        assertThat(stops.refused())
                .extracting(refused -> refused.refusal().code())
                .containsExactly(RefusalCode.LIFT_NEEDS_QUORUM, RefusalCode.NOT_AN_OFFICER);
        assertThat(stops.refused()).extracting(RefusedStop::stop).containsExactly(lonelyLift, noOfficers);
    }

    @Test
    void aSuspendedOfficerStillStopsAndLiftsSoThatNobodyLocksTheOthersOut() throws RefusedException {
        List<SignedStop> everybody = new ArrayList<>();
        List<Sha256> digests = new ArrayList<>();
        for (String person : List.of(Installation.ALICE, Installation.BOB)) {
            StopOrder suspension = writer.suspend(person, "mine now");
            everybody.add(INSTALLATION.signed(suspension, 2));
            digests.add(suspension.digest());
        }
        Stops locked = Stops.of(TRUST, everybody, NOW);
        assertThat(locked.onPerson(Installation.ALICE)).isPresent();
        assertThat(locked.onPerson(Installation.BOB)).isPresent();
        Stops stopped = locked.with(verified(writer.suspend(Installation.CAROL, "stop her"), 0));
        assertThat(stopped.onPerson(Installation.CAROL)).isPresent();
        Stops lifted = stopped.with(verified(writer.lift(digests, "it was carol"), 0, 1));
        assertThat(lifted.onPerson(Installation.ALICE)).isEmpty();
        assertThat(lifted.onPerson(Installation.BOB)).isEmpty();
        assertThat(lifted.onPerson(Installation.CAROL)).isPresent();
    }

    @Test
    void theOthersEndTheStopsOfABadOfficerWithTheNextTrustDocument() throws RefusedException {
        Stops stops =
                Stops.of(TRUST, List.of(INSTALLATION.signed(writer.freeze("demo", Optional.empty(), "mine"), 2)), NOW);
        TrustDocument next = withoutCarol();
        Stops under = stops.under(next, NOW);
        assertThat(stops.onLineage(PEER)).isPresent();
        assertThat(under.onLineage(PEER)).isEmpty();
        assertThat(under.refused())
                .extracting(refused -> refused.refusal().code())
                .containsExactly(RefusalCode.NOT_AN_OFFICER);
    }

    @Test
    void aStopOutlivesItsOfficerWhenAnotherSignedItToo() throws RefusedException {
        StopOrder stop = writer.freeze("demo", Optional.empty(), "break-in");
        Stops stops = Stops.of(TRUST, List.of(INSTALLATION.signed(stop, 2), INSTALLATION.signed(stop, 0)), NOW);
        assertThat(stops.all()).hasSize(1);
        assertThat(stops.all().get(0).officers()).containsExactly(Installation.ALICE, Installation.CAROL);
        assertThat(stops.under(withoutCarol(), NOW).onLineage(PEER)).isPresent();
    }

    @Test
    void aStopForWhatIsNotListedYetHoldsOnceItIs() throws RefusedException {
        StopOrder stop = writer.freeze("demo", Optional.empty(), "x");
        String text = new String(Forgery.decoded(stop.payload()), StandardCharsets.UTF_8)
                .replace("\"clu\":\"demo\"", "\"clu\":\"next\"");
        StopOrder early = StopOrder.parse(text.getBytes(StandardCharsets.UTF_8));
        assertThat(stopped(early).onLineage(Lineage.parse("next/etcd-peer/cp-1")))
                .isPresent();
    }

    @Test
    void junkBesideAValidSignatureSuppressesNothing() throws RefusedException {
        StopOrder stop = writer.freeze("demo", Optional.empty(), "break-in");
        List<Approval> approvals = new ArrayList<>(INSTALLATION.approvals(stop.payload(), "alice", "robot"));
        approvals.addAll(INSTALLATION.signed(stop, 1).approvals());
        Stop verified = StopCheck.verify(TRUST, new SignedStop(stop.payload(), approvals), NOW);
        assertThat(verified.officers()).containsExactly(Installation.BOB);
        assertThat(verified.signed().approvals()).hasSize(1);
    }

    @Test
    void aStopHoldsForEverAndUnderAnExpiredTrustDocumentToo() throws RefusedException {
        SignedStop stop = INSTALLATION.signed(writer.suspend(Installation.BOB, "one"), 0);
        Instant late = NOW.plus(Duration.ofDays(3650));
        assertThat(Stops.of(TRUST, List.of(stop), late).onPerson(Installation.BOB))
                .isPresent();
    }

    @Test
    void theWriterRefusesWhatWouldStopNothing() {
        assertRefused(RefusalCode.CLUSTER_UNKNOWN, () -> writer.freeze("dmeo", Optional.empty(), "x"));
        assertRefused(RefusalCode.STOP_MALFORMED, () -> writer.freeze("other", Optional.of(PEER), "x"));
        assertRefused(RefusalCode.PERSON_UNKNOWN, () -> writer.suspend("bobby", "x"));
        assertRefused(RefusalCode.PROFILE_UNKNOWN, () -> writer.disable("usr", Optional.empty(), "x"));
        assertRefused(RefusalCode.CLUSTER_UNKNOWN, () -> writer.disable("user", Optional.of("dmeo"), "x"));
        assertRefused(RefusalCode.STOP_MALFORMED, () -> writer.lift(List.of(), "x"));
        assertRefused(RefusalCode.STOP_MALFORMED, () -> writer.cancel(ORDER, ""));
    }

    @Test
    void aStopTravelsAsAFile() throws RefusedException {
        SignedStop stop = INSTALLATION.signed(writer.cancel(ORDER, "wrong node"), 0, 1);
        assertThat(SignedStop.parse(stop.file())).isEqualTo(stop);
        assertThat(stop.digest()).isEqualTo(StopCheck.verify(TRUST, stop, NOW).digest());
    }

    private static TrustDocument withoutCarol() throws RefusedException {
        List<Officers.Officer> rest = TRUST.content().officers().keys().subList(0, 2);
        TrustContent next =
                TrustDraft.after(TRUST).officers(new Officers(2, rest)).content(NOW, Duration.ofDays(30));
        return TRUST.succeededBy(INSTALLATION.file(next, 0, 1), NOW);
    }

    private static Stops stopped(StopOrder order) throws RefusedException {
        return Stops.of(TRUST, List.of(INSTALLATION.signed(order, 2)), NOW);
    }

    private static Stop verified(StopOrder order, int... officers) throws RefusedException {
        return StopCheck.verify(TRUST, INSTALLATION.signed(order, officers), NOW);
    }

    private static Optional<RefusalCode> code(Optional<Refusal> refusal) {
        return refusal.map(Refusal::code);
    }

    private static void assertRefused(RefusalCode code, ThrowingCallable writing) {
        assertThatThrownBy(writing).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().code())
                .as(refused.getMessage())
                .isEqualTo(code));
    }
}
