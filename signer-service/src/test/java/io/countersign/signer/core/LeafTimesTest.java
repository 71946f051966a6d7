package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LeafTimesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final LeafTimes times = new LeafTimes();

    @Test
    void saysWhenAHeadBehindTheLeafWasSeenFirst() {
        assertThat(times.of(0)).isEmpty();
        times.reached(5, NOON);
        times.reached(5, NOON.plusSeconds(60));
        times.reached(8, NOON.plusSeconds(90));
        assertThat(times.of(4)).contains(NOON);
        assertThat(times.of(5)).as("a head of 5 has leaves 0 to 4").contains(NOON.plusSeconds(90));
        assertThat(times.of(8)).isEmpty();
    }

    @Test
    void isNeverEarlyWhereItRemembersLess() {
        times.reached(5, NOON);
        times.reached(6, NOON.plusSeconds(1));
        times.reached(7, NOON.plusSeconds(20));
        assertThat(times.of(5)).contains(NOON.plusSeconds(20));
        for (int size = 8; size < LeafTimes.MOST + 100; size++) {
            times.reached(size, NOON.plusSeconds(20L * size));
        }
        assertThat(times.of(0).orElseThrow()).isAfter(NOON.plusSeconds(20));
    }
}
