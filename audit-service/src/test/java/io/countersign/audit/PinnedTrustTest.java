package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Installation;
import io.countersign.orders.LogTrust;
import io.countersign.runtime.config.TrustPin;
import io.countersign.tlog.VerifierKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedTrustTest {
    private static final String ORIGIN = "audit.example/log";
    private static final VerifierKey FIRST = key(ORIGIN);
    private static final VerifierKey SECOND = key(ORIGIN);
    private static final Installation INSTALLATION = Installation.at(
            Instant.parse("2026-11-22T12:00:00Z"), new LogTrust(ORIGIN, List.of(FIRST.toString(), SECOND.toString())));

    @TempDir
    Path folder;

    @Test
    void takesExactlyTheLogThatTheDocumentNames() throws Exception {
        PinnedTrust trust = open(Sha256.of(INSTALLATION.file()));
        trust.requireLog(ORIGIN, List.of(SECOND, FIRST));
        refuses(trust, "audit.example/other", List.of(FIRST, SECOND), "the log's origin is 'audit.example/other'");
        refuses(trust, ORIGIN, List.of(FIRST), "the log's keys are");
        refuses(trust, ORIGIN, List.of(FIRST, key(ORIGIN)), "the log's keys are");
        refuses(trust, ORIGIN, List.of(FIRST, SECOND, key(ORIGIN)), "the log's keys are");
    }

    @Test
    void refusesADocumentThatIsNotThePinnedOne() {
        assertThatThrownBy(() -> open(Sha256.of(new byte[1])))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("trust-not-pinned");
    }

    private PinnedTrust open(Sha256 pin) throws Exception {
        Path file = Files.write(folder.resolve("trust.json"), INSTALLATION.file());
        return PinnedTrust.open(new TrustPin(file, pin.hex()));
    }

    private static void refuses(PinnedTrust trust, String origin, List<VerifierKey> keys, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trust.requireLog(origin, keys))
                .withMessageContaining(why);
    }

    private static VerifierKey key(String name) {
        byte[] spki = Installation.pair("secp256r1").getPublic().getEncoded();
        return VerifierKey.ecdsa(name, spki);
    }
}
