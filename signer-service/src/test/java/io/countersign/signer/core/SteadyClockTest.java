package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final SettableClock wall = new SettableClock(START);
    private final SteadyClock clock = wall.steady();

    @Test
    void tellsTheTimeOfAClockThatRunsEvenly() throws OutageException {
        for (int day = 0; day < 400; day++) {
            assertThat(clock.now()).isEqualTo(wall.instant());
            wall.advance(Duration.ofDays(1));
        }
    }

    @Test
    void livesWithSmallCorrections() throws OutageException {
        clock.now();
        wall.set(Duration.ofMinutes(1));
        assertThat(clock.now()).isEqualTo(wall.instant());
        wall.set(Duration.ofMinutes(-1));
        assertThat(clock.now()).isEqualTo(wall.instant());
    }

    @Test
    void isNotBelievedWhileSetBackAndIsAgainOnceItIsRight() throws OutageException {
        clock.now();
        wall.set(Duration.ofSeconds(-61));
        assertUnhealthy("back");
        wall.advance(Duration.ofDays(3));
        assertUnhealthy("back");
        wall.set(Duration.ofSeconds(61));
        assertThat(clock.now()).isEqualTo(wall.instant());
    }

    @Test
    void isNotBelievedBehindTheHighestInstantItEverTold() throws OutageException {
        clock.now();
        wall.set(Duration.ofSeconds(50));
        clock.now();
        wall.set(Duration.ofSeconds(-62));
        // 12 s of drift alone would pass.
        assertUnhealthy("back");
        wall.advance(Duration.ofSeconds(3));
        clock.now();
    }

    @Test
    void isNotBelievedWhenSetBackInManySmallSteps() throws OutageException {
        clock.now();
        for (int step = 0; step < 2; step++) {
            wall.advance(Duration.ofSeconds(40));
            wall.set(Duration.ofSeconds(-30));
            clock.now();
        }
        wall.advance(Duration.ofSeconds(40));
        wall.set(Duration.ofSeconds(-30));
        // It never stood behind a time it told, and yet lost 90 s.
        assertUnhealthy("back");
    }

    @Test
    void isNotBelievedAheadUntilItHasRunEvenlyForAWhile() throws OutageException {
        clock.now();
        wall.set(Duration.ofDays(365));
        assertUnhealthy("ahead");
        wall.advance(Duration.ofSeconds(299));
        assertUnhealthy("ahead");
        wall.advance(Duration.ofSeconds(1));
        assertThat(clock.now()).isEqualTo(wall.instant());
        wall.set(Duration.ofDays(-365));
        assertUnhealthy("back");
    }

    @Test
    void waitsAnewWheneverAClockAheadIsSetAgain() throws OutageException {
        clock.now();
        for (int step = 0; step < 10; step++) {
            wall.set(Duration.ofMinutes(10));
            assertUnhealthy("ahead");
            wall.advance(Duration.ofSeconds(200));
            assertUnhealthy("ahead");
        }
        wall.advance(Duration.ofSeconds(100));
        assertThat(clock.now()).isEqualTo(wall.instant());
    }

    @Test
    void forgetsAStepAheadThatWasTakenBack() throws OutageException {
        clock.now();
        wall.set(Duration.ofDays(1));
        assertUnhealthy("ahead");
        wall.advance(Duration.ofSeconds(200));
        wall.set(Duration.ofDays(-1));
        assertThat(clock.now()).isEqualTo(wall.instant());
        wall.set(Duration.ofDays(1));
        wall.advance(Duration.ofSeconds(200));
        assertUnhealthy("ahead");
    }

    @Test
    void isNotBelievedBeforeTheTrustDocumentWasMadeAndAtOnceWhenItIsSet() throws OutageException {
        SettableClock unset = new SettableClock(Instant.EPOCH);
        SteadyClock early = new SteadyClock(unset, unset::nanos, START);
        assertThatThrownBy(early::now).isInstanceOf(OutageException.class).hasMessageContaining("trust document");
        unset.set(Duration.between(Instant.EPOCH, START).minusSeconds(60));
        assertThat(early.now()).isEqualTo(unset.instant());
    }

    private void assertUnhealthy(String why) {
        assertThatThrownBy(clock::now)
                .isInstanceOf(OutageException.class)
                .hasMessageContaining("clock")
                .hasMessageContaining(why);
    }
}
