package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.event.CertificateRevoked;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Installation;
import io.countersign.orders.RevocationFile;
import io.countersign.signer.Revokes;
import io.countersign.signer.TestLog;
import io.countersign.x509.crl.Crl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a revoke order becomes a CRL, and what time does to CRLs. */
final class RevokingTest {
    private static final TestLog LOG = new TestLog();
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), LOG.trust());

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final MemoryCrlSpool spool = new MemoryCrlSpool();
    private final CrlRig signer = new CrlRig(LOG, INSTALLATION, clock, token, spool);

    @BeforeEach
    void copyTheCeremonysCrl() {
        spool.drop(signer.first());
    }

    @Test
    void listsWhatARevokerOrderedAndTellsIt() throws Exception {
        assertThat(signer.take(signer.order(1, "revoker"))).isEmpty();
        Event intent = signer.intent();
        assertThat(token.signatures()).isZero();

        List<Event> told = signer.answer(intent);
        assertThat(told)
                .extracting(Event::type)
                .containsExactly(EventType.CRL_PUBLISHED, EventType.CERTIFICATE_REVOKED);
        Crl crl = signer.crl(told.get(0));
        assertThat(crl.entries().values())
                .containsExactly(new CrlEntry(Revokes.serial(1), clock.instant(), RevocationReason.KEY_COMPROMISE));
        assertThat(crl.number()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(crl.thisUpdate()).isEqualTo(clock.instant());
        assertThat(told.get(0).data(CrlPublished.class).intent()).isEqualTo(intent.id());
        CertificateRevoked revoked = told.get(1).data(CertificateRevoked.class);
        assertThat(revoked.serial()).isEqualTo(Revokes.serial(1));
        assertThat(revoked.crlNumber()).isEqualTo(crl.number());
        assertThat(token.signatures()).isEqualTo(1);
        assertThat(signer.due()).as("nothing left to do").isEmpty();
        assertThat(spool.accepted).isEmpty();
        assertThat(signer.revoking.book().lists(Revokes.serial(1))).isTrue();
        assertThat(signer.revoking.book().lists(Revokes.serial(2))).isFalse();
    }

    @Test
    void takesNothingOffAgain() throws Exception {
        signer.take(signer.order(1, "revoker"));
        Crl first = signer.next();
        signer.take(signer.order(2, "revoker", "revoker-second"));
        Crl second = signer.next();
        assertThat(second.number()).isGreaterThan(first.number());
        assertThat(second.contains(first)).isTrue();
        assertThat(second.entries()).hasSize(2);
        clock.advance(Duration.ofDays(400));
        assertThat(signer.next().entries()).isEqualTo(second.entries());
    }

    @Test
    void renewsItEachHourWithoutNews() throws Exception {
        Crl first = signer.next();
        clock.advance(Duration.ofMinutes(59));
        assertThat(signer.due()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        Crl second = signer.next();
        assertThat(second.thisUpdate()).isEqualTo(first.thisUpdate().plus(Duration.ofHours(1)));
        assertThat(second.nextUpdate()).isEqualTo(second.thisUpdate().plus(Duration.ofHours(24)));
        assertThat(second.number()).isGreaterThan(first.number());
    }

    @Test
    void makesAnotherAtOnceAfterOneOfAClockThatRanAhead() throws Exception {
        clock.advance(Duration.ofDays(365));
        Event ahead = signer.answer(signer.intent()).get(0);
        clock.set(Duration.ofDays(-365));
        CrlRig corrected = signer.other(spool.reopened());
        corrected.revoking.book().take(ahead);
        Crl next = corrected.next();
        assertThat(next.thisUpdate()).isEqualTo(clock.instant());
        assertThat(next.number()).isEqualTo(signer.crl(ahead).number() + 1);
        assertThat(corrected.due()).as("and not another").isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(corrected.next().number()).isEqualTo(next.number() + 1);
    }

    @Test
    void leavesOneBeThatIsAheadByWhatClocksDiffer() throws Exception {
        Event told = signer.answer(signer.intent()).get(0);
        clock.set(SteadyClock.TOLERANCE.negated());
        CrlRig behind = signer.other(spool.reopened());
        behind.revoking.book().take(told);
        assertThat(behind.due()).isEmpty();
    }

    @Test
    void doesNothingForWhatIsRevokedAlready() throws Exception {
        SignedRevocation order = signer.order(1, "revoker");
        signer.take(order);
        signer.next();
        int signatures = token.signatures();
        // All approvals delivered again, days later: one person's order would not hold any more, and need not.
        clock.advance(Duration.ofMinutes(50));
        assertThat(signer.take(order)).isEmpty();
        assertThat(signer.take(signer.order(1, "revoker"))).isEmpty();
        assertThat(signer.due()).isEmpty();
        assertThat(token.signatures()).isEqualTo(signatures);
        clock.advance(Duration.ofDays(3));
        assertThat(signer.take(order)).isEmpty();
    }

    @Test
    void signsOnceWhatIsOrderedTwiceAtOnce() throws Exception {
        SignedRevocation order = signer.order(1, "revoker");
        signer.take(order);
        signer.take(order);
        Event intent = signer.intent();
        assertThat(intent.data(CrlIntended.class).orders()).hasSize(1);
        signer.answer(intent);
        assertThat(token.signatures()).isEqualTo(1);
    }

    @Test
    void refusesWhatDoesNotHold() throws Exception {
        assertThat(code(signer.take(signer.order(1, "alice")))).isEqualTo("not-a-revoker");
        signer.take(signer.order(1, "revoker"));
        assertThat(code(signer.take(signer.order(2, "revoker"))))
                .as("a second one within the hour, while the first still waits")
                .isEqualTo("revocation-needs-two");
        assertThat(spool.accepted).hasSize(1);
        SignedRevocation garbage = new SignedRevocation("%%%", List.of(), Optional.empty());
        assertThat(code(signer.take(garbage))).isEqualTo("envelope-malformed");
    }

    @Test
    void makesNoCrlWhereNoneIsKnownUntilSomebodyHandsInAnyCopy() throws Exception {
        signer.next();
        Crl copy = signer.crl(signer.published.get(0));
        CrlRig amnesiac = signer.other(new MemoryCrlSpool());
        List<Event> refused = amnesiac.take(amnesiac.order(1, "revoker"));
        RevocationRefused data = refused.get(0).data(RevocationRefused.class);
        assertThat(data.code()).isEqualTo("crl-state-unknown");
        assertThat(data.retryable()).isTrue();
        assertThat(amnesiac.due()).isEmpty();
        assertThat(amnesiac.heard.problems).singleElement().asString().contains("crls folder");

        amnesiac.spool.drop(copy);
        Crl healed = amnesiac.next();
        assertThat(healed.number()).isGreaterThan(copy.number());
        assertThat(healed.lists(Revokes.serial(1))).isPresent();
        amnesiac.due();
        assertThat(amnesiac.heard.problems).isEmpty();
    }

    @Test
    void carriesOutWhatAnOperatorDropsIntoTheSpool() throws Exception {
        spool.drop(CrlSpool.Kind.REVOCATION, "urgent.json", RevocationFile.of(signer.order(1, "revoker")));
        spool.drop(CrlSpool.Kind.REVOCATION, "unsigned.json", RevocationFile.of(signer.order(2)));
        spool.drop(CrlSpool.Kind.REVOCATION, "garbage.json", new byte[] {1});
        spool.drop(CrlSpool.Kind.CRL, "garbage.crl", new byte[] {1});
        assertThat(signer.next().entries()).containsOnlyKeys(Revokes.serial(1));
        assertThat(spool.refused).containsExactlyInAnyOrder("unsigned.json", "garbage.json", "garbage.crl");
        signer.due();
        assertThat(spool.revocations).isEmpty();
        assertThat(spool.accepted).isEmpty();
    }

    @Test
    void remembersAnOrderBeforeTheBrokerForgetsIt() throws Exception {
        signer.due();
        spool.full = true;
        assertThatThrownBy(() -> signer.take(signer.order(1, "revoker"))).isInstanceOf(OutageException.class);
        spool.full = false;
        signer.take(signer.order(1, "revoker"));
        CrlRig next = signer.other(spool.reopened());
        assertThat(next.next().lists(Revokes.serial(1))).isPresent();
    }

    @Test
    void takesOrdersOfTheSpoolByTheirDates() throws Exception {
        signer.due();
        // By name the second one comes first, and then the first one would not hold alone.
        SignedRevocation first = signer.order(1, "revoker");
        clock.advance(Duration.ofMinutes(1));
        SignedRevocation second = signer.order(2, "revoker", "revoker-second");
        spool.drop(CrlSpool.Kind.REVOCATION, "a.json", RevocationFile.of(second));
        spool.drop(CrlSpool.Kind.REVOCATION, "b.json", RevocationFile.of(first));
        assertThat(signer.next().entries()).hasSize(2);
    }

    @Test
    void keepsAnOrderThatHeldWhenItCameHoweverLongTheHsmIsAway() throws Exception {
        signer.take(signer.order(1, "revoker"));
        clock.advance(Duration.ofHours(30));
        signer.due();
        assertThat(signer.heard.problems).singleElement().asString().contains("waits since");
        clock.advance(CrlPlan.FIRST_PAUSE);
        assertThat(signer.next().lists(Revokes.serial(1))).isPresent();
    }

    @Test
    void keepsAnAcceptedOrderOverARestartHoweverLateItComes() throws Exception {
        signer.take(signer.order(1, "revoker"));
        clock.advance(Duration.ofHours(3));
        signer.take(signer.order(2, "revoker"));
        clock.advance(Duration.ofHours(30));
        CrlRig next = signer.other(spool.reopened());
        Event intent = next.intent();
        assertThat(intent.data(CrlIntended.class).orders()).hasSize(2);
        clock.advance(Duration.ofHours(3));
        // And once more, with the receipt of what the process before intended.
        CrlRig third = signer.other(next.spool.reopened());
        third.due();
        assertThat(third.answer(intent)).as("its time is over").isEmpty();
        clock.advance(CrlPlan.FIRST_PAUSE);
        assertThat(third.next().entries()).containsOnlyKeys(Revokes.serial(1), Revokes.serial(2));
        assertThat(next.spool.refused).isEmpty();
        third.due();
        assertThat(third.spool.accepted).isEmpty();
    }

    @Test
    void takesKeptOrdersUpInTheOrderOfTheirAcceptance() throws Exception {
        // One person's order holds where none was known before it; by name and by date the other one comes first.
        SignedRevocation two = signer.order(2, "revoker", "revoker-second");
        clock.advance(Duration.ofMinutes(1));
        SignedRevocation alone = signer.order(1, "revoker");
        while (digest(alone).compareTo(digest(two)) < 0) {
            alone = signer.order(1, "revoker");
        }
        signer.take(alone);
        signer.take(two);
        assertThat(signer.other(spool.reopened()).next().entries()).hasSize(2);
    }

    @Test
    void tellsWhenAKeptOrderFallsAtAStart() throws Exception {
        signer.take(signer.order(1, "revoker"));
        CrlRig next = signer.other(spool.reopened());
        suspend(next, "frank");
        List<Event> events = next.due();
        assertThat(events)
                .extracting(Event::type)
                .containsExactly(EventType.REVOCATION_REFUSED, EventType.CRL_INTENDED);
        assertThat(code(events)).isEqualTo("approver-not-active");
        assertThat(next.spool.refused).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(next.due()).as("once").isEmpty();
    }

    @Test
    void judgesWhatAnOperatorDropsAtTheTimeItIsRead() throws Exception {
        SignedRevocation order = signer.order(1, "revoker");
        signer.take(order);
        Bytes kept = spool.accepted.values().iterator().next();
        clock.advance(Duration.ofMinutes(61));
        CrlRig next = signer.other(new MemoryCrlSpool());
        next.spool.drop(signer.first());
        // A revoker may hand an operator any file under any name.
        next.spool.drop(CrlSpool.Kind.REVOCATION, "plain.json", RevocationFile.of(order));
        next.spool.drop(CrlSpool.Kind.REVOCATION, "claims.json", kept.toArray());
        assertThat(next.next().entries()).isEmpty();
        assertThat(next.spool.refused).containsExactlyInAnyOrder("plain.json", "claims.json");
    }

    @Test
    void plansTheOthersAtOnceWhenOneOfItsOrdersFalls() throws Exception {
        signer.take(signer.order(1, "revoker"));
        clock.advance(Duration.ofHours(3));
        signer.take(signer.order(2, "revoker-second"));
        Event intent = signer.intent();
        assertThat(intent.data(CrlIntended.class).orders()).hasSize(2);
        suspend(signer, "frank");
        assertThat(signer.answer(intent)).isEmpty();
        assertThat(signer.heard.heard).contains("overtaken");
        List<Event> events = signer.due();
        assertThat(events)
                .extracting(Event::type)
                .containsExactly(EventType.REVOCATION_REFUSED, EventType.CRL_INTENDED);
        assertThat(code(events)).isEqualTo("approver-not-active");
        assertThat(signer.crl(signer.answer(events.get(1)).get(0)).entries()).containsOnlyKeys(Revokes.serial(2));
    }

    @Test
    void plansTheOthersAlsoWithoutTheReceiptOfTheIntentUnderWay() throws Exception {
        signer.take(signer.order(1, "revoker"));
        clock.advance(Duration.ofHours(3));
        signer.take(signer.order(2, "revoker-second"));
        signer.intent();
        suspend(signer, "frank");
        assertThat(signer.due())
                .extracting(Event::type)
                .containsExactly(EventType.REVOCATION_REFUSED, EventType.CRL_INTENDED);
        assertThat(signer.due()).isEmpty();
    }

    @Test
    void dropsAnOrderWhoseSignerIsSuspendedMeanwhile() throws Exception {
        signer.take(signer.order(1, "revoker"));
        suspend(signer, "frank");
        List<Event> events = signer.due();
        assertThat(events)
                .extracting(Event::type)
                .containsExactly(EventType.REVOCATION_REFUSED, EventType.CRL_INTENDED);
        assertThat(code(events)).isEqualTo("approver-not-active");
        assertThat(signer.crl(signer.answer(events.get(1)).get(0)).entries()).isEmpty();
        assertThat(spool.accepted).isEmpty();
    }

    @Test
    void tellsTheSameIntentAgainEverMoreRarelyAndAnotherOneAfterHalfAnHour() throws Exception {
        signer.take(signer.order(1, "revoker"));
        Event intent = signer.intent();
        int again = 0;
        int seconds = 0;
        Event last = intent;
        while (last.id().equals(intent.id())) {
            clock.advance(Duration.ofSeconds(1));
            seconds++;
            List<Event> due = signer.due();
            if (!due.isEmpty()) {
                last = due.get(0);
                again++;
            }
        }
        // 30 s, then 60, 120, 240 and 300 s apart, until it is half an hour old.
        assertThat(again).isEqualTo(9);
        assertThat(seconds).isEqualTo(30 + 60 + 120 + 240 + 5 * 300);
        assertThat(signer.crl(signer.answer(last).get(0)).lists(Revokes.serial(1)))
                .isPresent();
    }

    @Test
    void waitsForTheIntentUnderWayBeforeItTakesUpFurtherOrders() throws Exception {
        signer.take(signer.order(1, "revoker"));
        Event intent = signer.intent();
        signer.take(signer.order(2, "revoker", "revoker-second"));
        assertThat(signer.due()).isEmpty();
        signer.answer(intent);
        assertThat(signer.next().entries()).hasSize(2);
    }

    @Test
    void publishesAgainWithAHigherNumberWhenTheTopicIsLost() throws Exception {
        signer.take(signer.order(1, "revoker"));
        Crl before = signer.next();
        signer.revoking.book().topicAnew();
        Crl after = signer.next();
        assertThat(after.number()).isGreaterThan(before.number());
        assertThat(after.contains(before)).isTrue();
    }

    @Test
    void goesOnFromTheTopicInAnotherInstance() throws Exception {
        signer.take(signer.order(1, "revoker"));
        Event intent = signer.intent();
        CrlRig other = signer.other(new MemoryCrlSpool());
        other.spool.drop(signer.first());
        other.due();
        // The receipt reaches the other one, which has not seen the order.
        clock.advance(Duration.ofSeconds(1));
        Crl crl = other.crl(other.answer(intent).get(0));
        assertThat(crl.lists(Revokes.serial(1))).isPresent();
        // And back, by the topic alone.
        signer.revoking.book().take(other.published.get(0));
        assertThat(signer.due()).isEmpty();
        assertThat(spool.accepted).isEmpty();
        CrlRig reborn = signer.other(spool.reopened());
        reborn.due();
        assertThat(reborn.revoking.book().lists(Revokes.serial(1))).isTrue();
    }

    @Test
    void waitsForItsOwnClockWhenAKeptOrderIsFromTheFuture() throws Exception {
        spool.drop(signer.first());
        SignedRevocation order = signer.order(1, "revoker");
        spool.drop(CrlSpool.Kind.REVOCATION, "kept.json", RevocationFile.of(order));
        clock.advance(Duration.ofSeconds(-90));
        CrlRig slow = signer.other(spool);
        slow.due();
        assertThat(slow.heard.problems)
                .singleElement()
                .asString()
                .contains("kept.json in the spool", "the clock of this signer is behind");
        assertThat(spool.refused).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        slow.revoking.revocations().readSpool();
        assertThat(slow.heard.heard).contains("accepted");
    }

    @Test
    void takesAKeptOrderAgainThatTheDiskDidNotTake() throws Exception {
        spool.drop(signer.first());
        spool.drop(CrlSpool.Kind.REVOCATION, "urgent.json", RevocationFile.of(signer.order(1, "revoker")));
        spool.full = true;
        signer.revoking.revocations().readSpool();
        assertThat(signer.heard.heard).doesNotContain("accepted");
        spool.full = false;
        signer.revoking.revocations().readSpool();
        assertThat(signer.heard.heard).contains("accepted");
    }

    @Test
    void goesOnBesideADroppedOrderThatItCannotRead() throws Exception {
        spool.unreadable.add(CrlSpool.Kind.REVOCATION);
        signer.take(signer.order(1, "revoker"));
        assertThat(signer.next().lists(Revokes.serial(1))).isPresent();
        assertThat(signer.heard.problems).containsExactly("a file cannot be read");
        spool.unreadable.clear();
        signer.due();
        assertThat(signer.heard.problems).isEmpty();
    }

    private static void suspend(CrlRig signer, String person) throws Exception {
        signer.stops.drop(
                Spool.Kind.STOP,
                INSTALLATION
                        .signed(INSTALLATION.stopWriter().suspend(person, "left"), 0)
                        .file());
        signer.believed.readSpool();
    }

    private static String digest(SignedRevocation order) throws Exception {
        return Revocations.order(order).digest().hex();
    }

    private static String code(List<Event> events) {
        return events.get(0).data(RevocationRefused.class).code();
    }
}
