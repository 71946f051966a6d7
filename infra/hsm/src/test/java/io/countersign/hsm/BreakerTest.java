package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private Instant now = Instant.parse("2026-11-22T00:00:00Z");
    private final Breaker breaker =
            new Breaker(new RecoveryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(5), 4), () -> now);

    @Test
    void allowsTheFirstAttemptAtOnce() {
        assertThat(breaker.untilNextAttempt()).isZero();
    }

    @Test
    void doublesThePauseUpToTheLongest() {
        for (int seconds : new int[] {1, 2, 4, 5, 5}) {
            breaker.failed();
            assertThat(breaker.untilNextAttempt()).isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void allowsAnAttemptWhenThePauseIsOver() {
        breaker.failed();
        now = now.plusMillis(999);
        assertThat(breaker.untilNextAttempt()).isEqualTo(Duration.ofMillis(1));
        now = now.plusMillis(1);
        assertThat(breaker.untilNextAttempt()).isZero();
    }

    @Test
    void givesUpAfterTheLastAttemptAndForgetsFailuresOnSuccess() {
        for (int i = 0; i < 3; i++) {
            breaker.failed();
        }
        assertThat(breaker.givenUp()).isFalse();
        breaker.succeeded();
        assertThat(breaker.failures()).isZero();
        assertThat(breaker.untilNextAttempt()).isZero();
        for (int i = 0; i < 4; i++) {
            breaker.failed();
        }
        assertThat(breaker.givenUp()).isTrue();
    }
}
