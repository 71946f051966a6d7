package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.registry.audit.AuditConfig;
import io.countersign.runtime.config.ConfigException;
import io.countersign.runtime.config.ConfigReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryConfigTest {
    private static final String LEAST =
            """
            identity: id
            trust: {file: trust.json, sha256: "0000000000000000000000000000000000000000000000000000000000000000"}
            kafka: {bootstrap: "localhost:9092"}
            database: {url: "jdbc:postgresql://localhost:5432/registry"}
            api: {port: 8443}
            ops: {port: 8444}
            """;

    @TempDir
    Path folder;

    @Test
    void hasDefaultsForAllThatIsNotThePlaceItRunsIn() throws Exception {
        RegistryConfig config = read(LEAST);
        assertThat(config.identity()).isEqualTo(folder.resolve("id"));
        assertThat(config.database().role()).isEqualTo("registry");
        assertThat(config.database().connections()).isEqualTo(10);
        assertThat(config.database().owner()).isEmpty();
        assertThat(config.transcript()).isEmpty();
        assertThat(config.workers().threads()).isEqualTo(6);
        assertThat(config.workers().queue()).isEqualTo(200);
        assertThat(config.outbox().keepSent()).isEqualTo(Duration.ofDays(14));
        assertThat(config.audit()).isEmpty();
    }

    @Test
    void takesEverySetting() throws Exception {
        RegistryConfig config = read(
                LEAST.replace("registry\"}", "registry\", role: r, connections: 5, owner: {role: o, identity: own}}")
                        + "workers: {threads: 2, queue: 3}\noutbox: {keepSent: 2d}\ntranscript: transcript.json\n"
                        + "audit: {url: \"https://log.example:8445\", every: 30s}\n");
        assertThat(config.database().owner().orElseThrow().role()).isEqualTo("o");
        assertThat(config.database().owner().orElseThrow().identity()).isEqualTo(folder.resolve("own"));
        assertThat(config.database().connections()).isEqualTo(5);
        assertThat(config.transcript()).contains(folder.resolve("transcript.json"));
        assertThat(config.workers()).isEqualTo(new RegistryConfig.Workers(2, 3));
        assertThat(config.outbox().keepSent()).isEqualTo(Duration.ofDays(2));
        assertThat(config.audit())
                .contains(new AuditConfig(URI.create("https://log.example:8445"), Duration.ofSeconds(30)));
    }

    @Test
    void asksTheLogOverMutualTlsAlone() {
        for (String url : List.of("http://log:80", "https:///x", "https://log/path")) {
            assertThatThrownBy(() -> read(LEAST + "audit: {url: \"" + url + "\"}\n"))
                    .as(url)
                    .isInstanceOfSatisfying(ConfigException.class, faults -> assertThat(faults.faults())
                            .anySatisfy(fault -> assertThat(fault).contains("audit", url)));
        }
    }

    @Test
    void tellsAllFaultsAtOnce() {
        String bad = LEAST.replace("kafka:", "kafak:")
                .replace("sha256: \"00", "sha256: \"xx")
                .replace("5432/registry", "5432/registry?sslmode=disable");
        assertThatThrownBy(() -> read(bad))
                .isInstanceOfSatisfying(ConfigException.class, faults -> assertThat(faults.faults())
                        .anySatisfy(fault -> assertThat(fault).contains("kafak").contains("'kafka'"))
                        .anySatisfy(fault -> assertThat(fault).contains("trust"))
                        .anySatisfy(fault -> assertThat(fault).contains("database")));
    }

    private RegistryConfig read(String yaml) throws IOException, ConfigException {
        Path file = Files.writeString(folder.resolve("registry.yaml"), yaml);
        return ConfigReader.read(file, RegistryConfig.class);
    }
}
