package io.countersign.runtime.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReadinessTest {
    private final Readiness readiness = new Readiness();

    @Test
    void isNotReadyBeforeAnyCheckSaysSo() {
        assertThat(readiness.isReady()).isFalse();
        readiness.check("kafka");
        assertThat(readiness.isReady()).isFalse();
    }

    @Test
    void isReadyOnlyWhenEveryCheckIs() {
        Readiness.Check kafka = readiness.check("kafka");
        Readiness.Check token = readiness.check("token");
        kafka.ready();
        assertThat(readiness.isReady()).isFalse();
        token.ready();
        assertThat(readiness.isReady()).isTrue();
        kafka.notReady("no broker answers");
        assertThat(readiness.isReady()).isFalse();
        assertThat(readiness.checks())
                .isEqualTo(Map.of("kafka", Optional.of("no broker answers"), "token", Optional.empty()));
    }

    @Test
    void aCheckWithoutAReasonIsStillNotReady() {
        readiness.check("kafka").notReady("");
        assertThat(readiness.isReady()).isFalse();
    }

    @Test
    void twoPartsCannotShareACheck() {
        readiness.check("kafka");
        assertThatThrownBy(() -> readiness.check("kafka")).isInstanceOf(IllegalArgumentException.class);
    }
}
