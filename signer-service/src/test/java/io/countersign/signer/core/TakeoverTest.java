package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Installation;
import io.countersign.signer.Revokes;
import io.countersign.signer.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The instance that accepted an order does not come back: another one has the logged intent alone, hours later. */
final class TakeoverTest {
    private static final TestLog LOG = new TestLog();
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), LOG.trust());
    private static final Duration LATE = Duration.ofHours(5);

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final CrlRig gone = new CrlRig(LOG, INSTALLATION, clock, new SoftToken(INSTALLATION), new MemoryCrlSpool());
    private final CrlRig heir = gone.other(new MemoryCrlSpool());

    @BeforeEach
    void copyTheCeremonysCrl() throws Exception {
        gone.spool.drop(gone.first());
        heir.spool.drop(gone.first());
        heir.due();
    }

    @Test
    void goesOnWithAnOrderThatTheLogHeldInTime() throws Exception {
        Event intent = intended(gone.order(1, "revoker"));
        Instant seen = clock.instant();
        clock.advance(LATE);
        assertThat(heir.answer(intent, Optional.of(seen)))
                .as("its time is over")
                .isEmpty();
        Event anew = heir.intent();
        assertThat(anew.data(CrlIntended.class).orders()).hasSize(1);
        // It is the heir's own by now, and stays so.
        clock.advance(LATE);
        CrlRig next = heir.other(heir.spool.reopened());
        assertThat(next.next().entries()).containsOnlyKeys(Revokes.serial(1));
    }

    @Test
    void signsAnIntentOfThisHourWithAnOrderThatHasGrownOldMeanwhile() throws Exception {
        SignedRevocation order = gone.order(1, "revoker");
        clock.advance(Duration.ofMinutes(50));
        Event intent = intended(order);
        Instant seen = clock.instant();
        clock.advance(Duration.ofMinutes(20));
        assertThat(heir.answer(intent, Optional.of(seen)))
                .extracting(Event::type)
                .containsExactly(EventType.CRL_PUBLISHED, EventType.CERTIFICATE_REVOKED);
    }

    @Test
    void tellsTheRevokerWhereNothingSaysThatItCameInTime() throws Exception {
        SignedRevocation order = gone.order(1, "revoker");
        Event intent = intended(order);
        clock.advance(LATE);
        assertThat(heir.answer(intent)).isEmpty();
        assertThat(refusals()).containsExactly("revocation-needs-two");
        // A second revoker signs the same bytes.
        SignedRevocation both = INSTALLATION.signed(Revocations.order(order), "revoker", "revoker-second");
        assertThat(heir.take(both)).isEmpty();
        clock.advance(CrlPlan.FIRST_PAUSE);
        assertThat(heir.next().entries()).containsOnlyKeys(Revokes.serial(1));
    }

    @Test
    void measuresTheAgeByWhatItSawItselfAndNotByTheIntentsOwnTime() throws Exception {
        // One revoker and the broker: dated hours ago, in an intent with a time of hours ago, and logged just now.
        Event intent = intended(gone.order(1, "revoker"));
        clock.advance(LATE);
        assertThat(heir.answer(intent, Optional.of(clock.instant()))).isEmpty();
        assertThat(refusals()).containsExactly("revocation-needs-two");
    }

    @Test
    void takesNoOrderThatWasLoggedLongBeforeItsDate() throws Exception {
        clock.advance(LATE);
        Event intent = intended(gone.order(1, "revoker"));
        Instant seen = clock.instant().minus(LATE);
        clock.advance(LATE);
        assertThat(heir.answer(intent, Optional.of(seen))).isEmpty();
        assertThat(refusals()).containsExactly("revocation-needs-two");
    }

    @Test
    void asksForTheSignersStandingAsOfNow() throws Exception {
        clock.advance(Duration.ofDays(60).minus(Duration.ofMinutes(30)));
        Event intent = intended(gone.order(1, "revoker"));
        Instant seen = clock.instant();
        clock.advance(LATE);
        assertThat(heir.answer(intent, Optional.of(seen))).isEmpty();
        assertThat(refusals()).as("his roster entry ended").containsExactly("approver-not-active");
    }

    private Event intended(SignedRevocation order) throws Exception {
        gone.take(order);
        return gone.intent();
    }

    private List<String> refusals() throws Exception {
        return heir.due().stream()
                .filter(event -> event.type() == EventType.REVOCATION_REFUSED)
                .map(event -> event.data(RevocationRefused.class).code())
                .toList();
    }
}
