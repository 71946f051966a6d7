package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalWindowTest {
    @Test
    void opensAtHalfAndFiresAtFourFifthsOfTheLife(@TempDir Path folder) throws Exception {
        Node node = new Node(folder, Duration.ofHours(2), Duration.ofHours(10));

        RenewalWindow window = RenewalWindow.of(Node.parse(node.oldCertificate));

        assertThat(window)
                .isEqualTo(new RenewalWindow(
                        Instant.parse("2026-11-22T09:00:00Z"), Instant.parse("2026-11-22T12:00:00Z")));
        assertThat(window.open(Instant.parse("2026-11-22T08:59:59Z"))).isFalse();
        assertThat(window.open(Instant.parse("2026-11-22T09:00:00Z"))).isTrue();
        assertThat(window.timerExpired(Instant.parse("2026-11-22T11:59:59Z"))).isFalse();
        assertThat(window.timerExpired(Instant.parse("2026-11-22T12:00:00Z"))).isTrue();
    }
}
