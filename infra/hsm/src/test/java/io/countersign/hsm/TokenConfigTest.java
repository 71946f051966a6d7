package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenConfigTest {
    private static final Path MODULE = Path.of("/lib/module.so");
    private static final Path PIN = Path.of("/pin");

    @ParameterizedTest
    @ValueSource(ints = {0, 6})
    void refusesMoreCallsThanTheSessionPoolHolds(int concurrency) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenConfig(MODULE, "t", PIN, concurrency, Duration.ofSeconds(1)));
    }

    @Test
    void refusesARelativeModuleSinceTheSearchPathWouldChooseTheCode() {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenConfig.of(Path.of("module.so"), "t", PIN));
    }

    @Test
    void countsTheLabelInBytes() {
        assertThat(TokenConfig.of(MODULE, "a".repeat(32), PIN).tokenLabel()).hasSize(32);
        assertThatIllegalArgumentException().isThrownBy(() -> TokenConfig.of(MODULE, "\u00e4".repeat(17), PIN));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenConfig.of(MODULE, " ", PIN));
    }

    @Test
    void refusesADeadlineOfZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenConfig(MODULE, "t", PIN, 1, Duration.ZERO));
    }
}
