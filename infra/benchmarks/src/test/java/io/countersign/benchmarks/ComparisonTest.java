package io.countersign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Rate RAW = Rate.mean(new Rate(30_000, 40), new Rate(50_000, 60));

    @Test
    void comparesWithTheMeanOfBothCeilings() {
        Comparison comparison = new Comparison(IssuingKey.P256, RAW, new Rate(10_000, 200));
        assertThat(comparison.ratio()).isCloseTo(0.25, within(1e-9));
        assertThat(comparison.cpuRatio()).isCloseTo(0.25, within(1e-9));
        assertThat(comparison.row())
                .isEqualTo("| P256 | 40000 | 10000 | 0.25 | 50.0 | 200.0 | 0.25 | 2.0, 2.0 | 0.25 | reached |");
    }

    @Test
    void saysWhenTheAimIsMissed() {
        assertThat(new Comparison(IssuingKey.RSA2048, RAW, new Rate(27_999, 70)).judgement())
                .isEqualTo("below");
    }

    @Test
    void judgesNothingWhenTheCoresWereElsewhere() {
        Rate halfACore = new Rate(2_500, 200);
        assertThat(new Comparison(IssuingKey.P256, RAW, halfACore).judgement()).contains("busy");
        assertThat(new Comparison(IssuingKey.P256, new Rate(10_000, 50), new Rate(10_000, 200)).judgement())
                .contains("busy");
    }

    @Test
    void signsWhatEachMechanismTakes() {
        assertThat(IssuingKey.P256.tokenInput()).hasSize(32);
        assertThat(IssuingKey.RSA2048.tokenInput()).hasSize(51).startsWith(0x30, 0x31);
    }
}
