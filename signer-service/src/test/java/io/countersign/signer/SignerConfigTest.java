package io.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.runtime.config.ConfigException;
import io.countersign.runtime.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignerConfigTest {
    private static final String LEAST =
            """
            identity: signer
            ordinal: 0
            kafka: {bootstrap: "localhost:9092"}
            trust:
              file: trust.json
              sha256: %s
            token:
              module: /usr/lib/softhsm/libsofthsm2.so
              label: issuing
              pinFile: issuing.pin
            issuers: [ca.pem, etcd-ca.pem]
            spool: spool
            ops: {port: 9443}
            """
                    .formatted("0a".repeat(32));

    @TempDir
    private Path folder;

    @Test
    void fillsInTheDefaults() throws Exception {
        SignerConfig config = read(LEAST);
        assertThat(config.identity()).isEqualTo(folder.resolve("signer"));
        assertThat(config.token().serialSecret()).isEqualTo("countersign-serial");
        assertThat(config.token().concurrency()).isEqualTo(5);
        assertThat(config.token().deadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.pending().most()).isEqualTo(5000);
        assertThat(config.pending().longest()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.ops().host()).isEqualTo("127.0.0.1");
        assertThat(config.ops().allow()).isEmpty();
        assertThat(config.issuers()).containsExactly(folder.resolve("ca.pem"), folder.resolve("etcd-ca.pem"));
    }

    @Test
    void takesEverySetting() throws Exception {
        SignerConfig config = read(LEAST.replace(
                        "pinFile: issuing.pin",
                        """
                pinFile: issuing.pin
                  serialSecret: other
                  concurrency: 2
                  deadline: 9s""")
                + "pending: {most: 7, longest: 1m}\n");
        assertThat(config.token().serialSecret()).isEqualTo("other");
        assertThat(config.token().concurrency()).isEqualTo(2);
        assertThat(config.token().deadline()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.pending()).isEqualTo(new SignerConfig.Pending(7, Duration.ofMinutes(1)));
    }

    @Test
    void namesEveryFaultAtOnce() {
        assertThatThrownBy(() -> read(LEAST.replace("ordinal: 0", "ordinel: 0").replace("sha256: 0a", "sha256: XX")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ordinel")
                .hasMessageContaining("ordinal")
                .hasMessageContaining("64 lower-case hex");
    }

    private SignerConfig read(String yaml) throws IOException, ConfigException {
        return ConfigReader.read(Files.writeString(folder.resolve("signer.yaml"), yaml), SignerConfig.class);
    }
}
