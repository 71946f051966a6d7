package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Json;
import io.countersign.orders.Installation;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.tlog.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The process does not start a log that the trust document does not stand for, and says why. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartRefusedIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AuditSite site;

    StartRefusedIT(Stack stack) throws Exception {
        site = new AuditSite(stack, "refused");
    }

    @Test
    void aTranscriptThatOneOfficerSignedBecomesNoLeaf() throws Exception {
        assertRefused("transcript.json", Json.canonical(site.certificates.ceremony(0)), "1 of 2 officers signed");
        assertThat(site.logDirectory.resolve("tile/entries")).doesNotExist();
    }

    @Test
    void aLogKeyThatTheTrustDocumentDoesNotNameIsRefused() throws Exception {
        List<String> keys = new ArrayList<>(Files.readAllLines(site.folder.resolve("log.vkeys")));
        byte[] other = Installation.pair("secp256r1").getPublic().getEncoded();
        keys.set(1, VerifierKey.ecdsa(AuditSite.ORIGIN, other).toString());
        byte[] changed = String.join("\n", keys).getBytes(StandardCharsets.UTF_8);
        assertRefused("log.vkeys", changed, "the log's keys are");
    }

    @Test
    void aTrustDocumentThatIsNotThePinnedOneIsRefused() throws Exception {
        String changed = Files.readString(site.folder.resolve("trust.json")) + "\n";
        assertRefused("trust.json", changed.getBytes(StandardCharsets.UTF_8), "trust-not-pinned");
    }

    private void assertRefused(String name, byte[] changed, String why) throws Exception {
        Path file = site.folder.resolve(name);
        byte[] original = Files.readAllBytes(file);
        Files.write(file, changed);
        try {
            assertThat(site.launch().exitCode(LIMIT)).isEqualTo(1);
            assertThat(site.said()).contains(why);
        } finally {
            Files.write(file, original);
        }
    }
}
