package io.countersign.runtime.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void showsEachMetricWithItsDescription() {
        metrics.counter("sample_records", "Records seen.", "topic", "t").increment(3);
        metrics.gauge("sample_lag", "Records to come.", () -> 7);
        assertThat(metrics.scrape())
                .contains("# HELP sample_records_total Records seen.", "sample_records_total{topic=\"t\"} 3.0")
                .contains("# HELP sample_lag Records to come.", "sample_lag 7.0");
    }

    @Test
    void refusesAMetricThatDoesNotExplainItself() {
        assertThatThrownBy(() -> metrics.counter("sample", " ")).isInstanceOf(IllegalArgumentException.class);
    }
}
