package io.countersign.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.countersign.contracts.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReaderTest {
    enum Mode {
        FAIL_CLOSED,
        FAIL_LOUDLY
    }

    record Token(
            @Setting(doc = "Label of the token") String label,
            @Setting(doc = "File with the PIN") SecretFile pinFile,
            @Setting(doc = "Signers at once", byDefault = "5") int concurrency) {
        Token {
            if (concurrency > 5) {
                throw new IllegalArgumentException("concurrency must be at most 5");
            }
        }
    }

    record Sample(
            @Setting(doc = "Deadline of one signature", byDefault = "10s") Duration deadline,
            @Setting(doc = "What to do", byDefault = "fail-closed") Mode mode,
            @Setting(doc = "Digest of the trust document") Sha256 sha256,
            @Setting(doc = "The token") Token token,
            @Setting(doc = "Issuers", optional = true) List<Path> issuers,
            @Setting(doc = "Limits by name", optional = true) Map<String, Long> limits,
            @Setting(doc = "Where to go") Optional<URI> next,
            @Setting(doc = "Whether to", byDefault = "true") boolean verify) {}

    private static final Sha256 DIGEST = Sha256.of(new byte[0]);

    @TempDir
    private Path folder;

    @Test
    void mapsEveryKindOfSetting() throws Exception {
        Sample sample = read(
                """
                deadline: 250ms
                mode: fail-loudly
                sha256: %s
                token: {label: issuing, pinFile: secrets/pin, concurrency: 3}
                issuers: [ca.pem, /etc/other.pem]
                limits: {csr: 8192}
                next: https://localhost:1/
                verify: false
                """
                        .formatted(DIGEST));
        assertThat(sample)
                .isEqualTo(new Sample(
                        Duration.ofMillis(250),
                        Mode.FAIL_LOUDLY,
                        DIGEST,
                        new Token("issuing", new SecretFile(folder.resolve("secrets/pin")), 3),
                        List.of(folder.resolve("ca.pem"), Path.of("/etc/other.pem")),
                        Map.of("csr", 8192L),
                        Optional.of(URI.create("https://localhost:1/")),
                        false));
    }

    @Test
    void fillsInDefaults() throws Exception {
        Sample sample = read("sha256: " + DIGEST + "\ntoken: {label: issuing, pinFile: pin}\n");
        assertThat(sample)
                .isEqualTo(new Sample(
                        Duration.ofSeconds(10),
                        Mode.FAIL_CLOSED,
                        DIGEST,
                        new Token("issuing", new SecretFile(folder.resolve("pin")), 5),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        true));
    }

    @Test
    void namesAllFaultsAtOnceAndTheNearestSetting() {
        assertThatThrownBy(
                        () -> read(
                                """
                deadlin: 10s
                deadline: 10 seconds
                mode: fail-open
                sha256: abc
                token: {label: issuing, pinfile: pin, concurrency: 6}
                issuers: ca.pem
                limits: {csr: many}
                verify: yes please
                """))
                .asInstanceOf(type(ConfigException.class))
                .satisfies(e -> assertThat(e.faults())
                        .satisfiesExactlyInAnyOrder(
                                fault -> assertThat(fault)
                                        .isEqualTo("deadlin: unknown setting; the nearest known one is 'deadline'"),
                                fault -> assertThat(fault).startsWith("deadline: '10 seconds' is not a duration"),
                                fault -> assertThat(fault)
                                        .isEqualTo("mode: 'fail-open' is none of fail-closed, fail-loudly"),
                                fault -> assertThat(fault).startsWith("sha256: "),
                                fault -> assertThat(fault)
                                        .isEqualTo(
                                                "token.pinfile: unknown setting; the nearest known one is 'pinFile'"),
                                fault -> assertThat(fault).isEqualTo("token.pinFile: is required"),
                                fault -> assertThat(fault).isEqualTo("issuers: must be a list"),
                                fault -> assertThat(fault).startsWith("limits.csr: 'many' is not a number"),
                                fault -> assertThat(fault).startsWith("verify: 'yes please' is neither")));
    }

    @Test
    void reportsWhatTheRecordItselfRefuses() {
        assertThatThrownBy(
                        () -> read("sha256: " + DIGEST + "\ntoken: {label: issuing, pinFile: pin, concurrency: 6}\n"))
                .asInstanceOf(type(ConfigException.class))
                .satisfies(e -> assertThat(e.faults()).containsExactly("token: concurrency must be at most 5"));
    }

    @Test
    void refusesDoubledKeysAndOtherThanYaml() {
        assertThatThrownBy(() -> read("deadline: 1s\ndeadline: 2s\n")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> read("{{{")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> read("- a\n- b\n")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> ConfigReader.read(folder.resolve("absent.yaml"), Sample.class))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void readsASecretOnDemandAndNeverPrintsIt() throws Exception {
        Files.writeString(folder.resolve("pin"), "4711\n", StandardCharsets.UTF_8);
        Sample sample = read("sha256: " + DIGEST + "\ntoken: {label: issuing, pinFile: pin}\n");
        assertThat(sample.token().pinFile().read()).isEqualTo("4711".getBytes(StandardCharsets.UTF_8));
        assertThat(sample.toString()).doesNotContain("4711");
    }

    @Test
    void explainsEverySetting() {
        assertThat(ConfigGuide.of(Sample.class))
                .contains("deadline  (duration, default 10s)\n    Deadline of one signature\n")
                .contains("token.pinFile  (secretfile, required)\n    File with the PIN\n")
                .contains("issuers  (list of path, optional)")
                .contains("next  (uri, optional)")
                .contains("token.concurrency  (int, default 5)");
    }

    private Sample read(String yaml) throws ConfigException, IOException {
        Path file = folder.resolve("service.yaml");
        Files.writeString(file, yaml, StandardCharsets.UTF_8);
        return ConfigReader.read(file, Sample.class);
    }
}
