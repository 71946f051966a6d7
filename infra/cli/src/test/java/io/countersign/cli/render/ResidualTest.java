package io.countersign.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResidualTest {
    @ParameterizedTest
    @CsvSource({
        "PT-2S, <invalid>",
        "PT-1S, 0s",
        "PT0S, 0s",
        "PT119S, 119s",
        "PT2M, 2m",
        "PT9M59S, 9m59s",
        "PT10M59S, 10m",
        "PT179M, 179m",
        "PT3H, 3h",
        "PT7H59M, 7h59m",
        "PT8H30M, 8h",
        "PT47H59M, 47h",
        "PT48H, 2d",
        "PT191H, 7d23h",
        "P8D, 8d",
        "P364DT23H, 364d",
        "P729D, 729d",
        "P730D, 2y",
        "P1057D, 2y327d",
        "P2919D, 7y364d",
        "P3649D, 9y"
    })
    void shortensAsKubernetesToolsDo(Duration span, String text) {
        assertThat(Residual.text(span)).isEqualTo(text);
    }
}
