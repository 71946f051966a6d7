package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextTest {
    private static final String FULL =
            """
            server: https://registry:8443
            audit: https://audit:8444
            identity: me
            trust: {file: trust.json, sha256: %s}
            """
                    .formatted("ab".repeat(32));

    @TempDir
    Path folder;

    private Context read(String yaml) throws Exception {
        return Context.read(Files.writeString(folder.resolve("context.yaml"), yaml));
    }

    @Test
    void readsEveryKeyWithPathsBesideTheFile() throws Exception {
        assertThat(read(FULL))
                .isEqualTo(new Context(
                        URI.create("https://registry:8443"),
                        URI.create("https://audit:8444"),
                        folder.resolve("me"),
                        new Context.Trust(folder.resolve("trust.json"), "ab".repeat(32)),
                        folder.resolve("context.yaml.trust")));
    }

    @Test
    void refusesAnUnknownKeyAndNamesTheKnownOnes() {
        assertThatThrownBy(() -> read(FULL.replace("audit:", "adit:")))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("unknown key 'adit'")
                .extracting(e -> ((CliException) e).next())
                .isEqualTo("known here: [audit, identity, server, trust]");
    }

    @Test
    void namesEveryMissingKey() {
        assertThatThrownBy(() -> read(FULL.replace("identity: me\n", "").replace("file: trust.json, ", "")))
                .hasMessageEndingWith("missing: [identity, trust.file]");
    }

    @Test
    void refusesPlainHttp() {
        assertThatThrownBy(() -> read(FULL.replace("https://registry", "http://registry")))
                .hasMessageContaining("server is http://registry:8443");
    }

    @Test
    void refusesATrustDocumentThatIsNotThePinnedOne() throws Exception {
        Files.writeString(folder.resolve("trust.json"), "{}");

        assertThatThrownBy(() -> read(FULL).pinnedTrust()).hasMessageContaining("trust-not-pinned");
    }

    @Test
    void takesThePinInEitherSpelling() throws Exception {
        byte[] file = "{}".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("trust.json"), file);
        String base64url = Sha256.of(file).toString();

        // The pin fits, so the next check speaks: this is no trust document.
        assertThatThrownBy(() -> read(FULL.replace("ab".repeat(32), base64url)).pinnedTrust())
                .hasMessageContaining("trust-malformed");
    }

    @Test
    void looksBesideTheHomeFolderUnlessTold() {
        assertThat(ContextOption.fallback(Map.of())).endsWithRaw(Path.of(".countersign/context.yaml"));
        assertThat(ContextOption.fallback(Map.of("COUNTERSIGN_CONTEXT", "/etc/countersign/context.yaml")))
                .isEqualTo(Path.of("/etc/countersign/context.yaml"));
    }
}
