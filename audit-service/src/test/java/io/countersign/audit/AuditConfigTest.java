package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.runtime.config.ConfigException;
import io.countersign.runtime.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditConfigTest {
    private static final String PIN = "0123456789abcdef".repeat(4);
    private static final String LEAST =
            """
            identity: identity
            trust: {file: trust.json, sha256: "%s"}
            kafka: {bootstrap: "localhost:9092"}
            log: {directory: data, origin: audit.example/log, keys: log.vkeys}
            token: {module: /usr/lib/softhsm/libsofthsm2.so, pinFile: pin}
            database: {}
            http: {port: 8443}
            ops: {port: 8444}
            """
                    .formatted(PIN);

    @TempDir
    Path folder;

    @Test
    void theLeastConfigurationHasTheseDefaults() throws Exception {
        AuditConfig config = read(LEAST);
        assertThat(config.instance()).isEqualTo("audit-0");
        assertThat(config.identity()).isEqualTo(folder.resolve("identity"));
        assertThat(config.trust().file()).isEqualTo(folder.resolve("trust.json"));
        assertThat(config.trust().pin().hex()).isEqualTo(PIN);
        assertThat(config.log().transcript()).isEmpty();
        assertThat(config.token().label()).isEqualTo("log");
        assertThat(config.token().ed25519()).isEqualTo("log-ed25519");
        assertThat(config.token().p256()).isEqualTo("log-p256");
        assertThat(config.token().deadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.database().host()).isEqualTo("localhost");
        assertThat(config.database().port()).isEqualTo(5432);
        assertThat(config.database().name()).isEqualTo("audit");
        assertThat(config.database().role()).isEqualTo("audit");
        assertThat(config.http().allow()).isEmpty();
    }

    @Test
    void everySettingIsTakenFromTheFile() throws Exception {
        AuditConfig config = read(
                """
                instance: audit-7
                identity: /id
                trust: {file: /trust, sha256: "%s"}
                kafka: {bootstrap: "k:1"}
                log: {directory: /d, origin: o, keys: /k, transcript: /t}
                token: {module: /m, label: l, pinFile: /p, ed25519: e, p256: q, deadline: 2s}
                database: {host: h, port: 5, name: n, role: r}
                http: {host: 0.0.0.0, port: 1, clientTrust: [/c], allow: [{who: "spiffe://x/person/*", may: ["log:read"]}]}
                ops: {port: 2}
                """
                        .formatted(PIN));
        assertThat(config.instance()).isEqualTo("audit-7");
        assertThat(config.trust().file()).isEqualTo(Path.of("/trust"));
        assertThat(config.kafka().bootstrap()).isEqualTo("k:1");
        assertThat(config.log().directory()).isEqualTo(Path.of("/d"));
        assertThat(config.log().origin()).isEqualTo("o");
        assertThat(config.log().transcript()).contains(Path.of("/t"));
        assertThat(config.token().toConfig().tokenLabel()).isEqualTo("l");
        assertThat(config.token().toConfig().deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.database().role()).isEqualTo("r");
        assertThat(config.http().allow()).hasSize(1);
        assertThat(config.ops().port()).isEqualTo(2);
    }

    @Test
    void allFaultsAreReportedTogether() {
        assertThatThrownBy(() -> read(LEAST.replace("origin: audit.example/log, ", "orgin: x, ")
                        .replace("pinFile: pin", "pin: x")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("orgin")
                .hasMessageContaining("origin")
                .hasMessageContaining("pinFile");
    }

    @Test
    void aPinIsWholeOrRefused() {
        assertThatThrownBy(() -> read(LEAST.replace(PIN, PIN.substring(2))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("trust");
    }

    private AuditConfig read(String yaml) throws Exception {
        return ConfigReader.read(Files.writeString(folder.resolve("audit.yaml"), yaml), AuditConfig.class);
    }
}
