package io.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.orders.Installation;
import io.countersign.orders.LogTrust;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PinnedTrustTest {
    private static final TestLog LOG = new TestLog();

    @Test
    void takesALogWithBothKindsOfKeys() {
        assertThat(PinnedTrust.receipts(trusting(LOG.trust()).trust())).isNotNull();
    }

    @Test
    void refusesALogThatOneKindOfKeySigns() {
        for (String key : LOG.trust().keys()) {
            Installation installation = trusting(new LogTrust(TestLog.ORIGIN, List.of(key)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TrustState(installation.trust(), spool, clock))
                    .withMessageContaining("Ed25519 and a P-256");
        }
    }

    private static Installation trusting(LogTrust log) {
        return Installation.at(Instant.parse("2026-11-22T12:00:00Z"), log);
    }
}
