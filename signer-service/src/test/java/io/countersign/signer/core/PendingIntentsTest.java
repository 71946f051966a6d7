package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PendingIntentsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final PendingIntents pending = new PendingIntents(2, Duration.ofSeconds(30));

    @Test
    void stopsAPartitionWithMoreIntentsThanItsBound() {
        pending.add(3, 0, "a", NOW);
        pending.add(3, 1, "b", NOW);
        assertThat(pending.stalled(3, NOW)).isEmpty();
        pending.add(3, 2, "c", NOW);
        assertThat(pending.stalled(3, NOW)).isPresent();
        assertThat(pending.stalled(4, NOW)).isEmpty();
        pending.receipt(3, "b");
        assertThat(pending.stalled(3, NOW)).isEmpty();
        assertThat(pending.size()).isEqualTo(2);
    }

    @Test
    void stopsAPartitionWhoseOldestIntentWaitsTooLong() {
        pending.add(3, 0, "a", NOW);
        pending.add(3, 1, "b", NOW.plusSeconds(20));
        assertThat(pending.stalled(3, NOW.plusSeconds(30))).isEmpty();
        assertThat(pending.stalled(NOW.plusSeconds(31))).containsOnlyKeys(3);
        pending.receipt(3, "a");
        assertThat(pending.stalled(NOW.plusSeconds(31))).isEmpty();
    }

    @Test
    void forgetsWhatATakenBackTransactionIntended() {
        pending.add(3, 7, "before", NOW);
        pending.add(3, 8, "taken back", NOW);
        pending.rewind(3, 8);
        assertThat(pending.size()).isEqualTo(1);
        pending.add(3, 8, "again", NOW);
        pending.receipt(3, "taken back");
        assertThat(pending.size()).isEqualTo(2);
    }

    @Test
    void countsAnIntentThatIsToldTwiceOnce() {
        pending.add(3, 7, "same", NOW);
        pending.add(3, 9, "same", NOW.plusSeconds(40));
        assertThat(pending.size()).isEqualTo(1);
        pending.receipt(3, "same");
        assertThat(pending.size()).isZero();
    }

    @Test
    void dropsPartitionsOfOthers() {
        pending.add(3, 7, "a", NOW);
        pending.add(4, 7, "b", NOW);
        pending.drop(Set.of(3));
        assertThat(pending.size()).isEqualTo(1);
        pending.receipt(3, "a");
        pending.receipt(5, "unknown");
        assertThat(pending.size()).isEqualTo(1);
    }
}
