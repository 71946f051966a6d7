package io.countersign.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.contracts.Sha256;
import io.countersign.runtime.config.ConfigException;
import io.countersign.runtime.config.ConfigReader;
import io.countersign.watcher.core.RenewalWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatcherConfigTest {
    private static final String PIN = Sha256.of(new byte[0]).hex();
    private static final String LEAST =
            """
            identity: identity
            ordinal: 0
            trust: {file: trust.json, sha256: %s}
            kafka: {bootstrap: "localhost:9092"}
            ops: {port: 8443}
            """
                    .formatted(PIN);

    @TempDir
    private Path folder;

    @Test
    void hasTheDefaultsOfTheDesign() throws Exception {
        WatcherConfig config = read(LEAST);

        assertThat(config.sweepEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.renewal().window()).isEqualTo(RenewalWindow.DEFAULT);
        assertThat(config.windows()).isEmpty();
        assertThat(config.trust().pin()).isEqualTo(Sha256.parseHex(PIN));
        assertThat(config.identity()).isEqualTo(folder.resolve("identity"));
    }

    @Test
    void readsEverySetting() throws Exception {
        WatcherConfig config = read(
                LEAST
                        + """
                sweepEvery: 250ms
                renewal: {from: 0.55, to: 0.65, late: 0.9}
                profiles:
                  service: {from: 0.5, to: 0.5}
                """);

        assertThat(config.sweepEvery()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.renewal().window()).isEqualTo(new RenewalWindow(0.55, 0.65, 0.9));
        assertThat(config.windows()).containsOnlyKeys("service").containsValue(new RenewalWindow(0.5, 0.5, 0.8));
    }

    @Test
    void namesEveryFaultAtOnce() throws Exception {
        Path file = write(LEAST + "sweepEvry: 1s\nrenewal: {from: 0.3}\n");

        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, WatcherConfig.class));

        assertThat(refused.faults()).hasSize(2);
        assertThat(refused).hasMessageContaining("sweepEvery").hasMessageContaining("0.5 <= from");
    }

    private WatcherConfig read(String yaml) throws Exception {
        return ConfigReader.read(write(yaml), WatcherConfig.class);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("expiry-watcher.yaml"), yaml);
    }
}
