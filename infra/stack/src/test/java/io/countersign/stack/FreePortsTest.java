package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class FreePortsTest {
    @Test
    void givesNoPortToTwoStacksThoughNobodyListensYet() {
        try (FreePorts one = new FreePorts(repeating());
                FreePorts other = new FreePorts(repeating())) {
            List<Integer> first = one.find(3);
            assertThat(other.find(3)).doesNotContainAnyElementsOf(first).doesNotHaveDuplicates();
            assertThat(one.find(3)).doesNotContainAnyElementsOf(first);
        }
    }

    @Test
    void givesAPortAgainWhenItsStackIsClosed() {
        List<Integer> first;
        try (FreePorts one = new FreePorts(repeating())) {
            first = one.find(3);
        }
        try (FreePorts other = new FreePorts(repeating())) {
            assertThat(other.find(3)).isEqualTo(first);
        }
    }

    @Test
    void givesNoPortThatSomebodyListensOn() throws Exception {
        int port;
        try (FreePorts one = new FreePorts(repeating())) {
            port = one.find(1).get(0);
        }
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                FreePorts other = new FreePorts(repeating())) {
            assertThat(other.find(1)).doesNotContain(taken.getLocalPort());
        }
    }

    @Test
    void saysSoWhenThereIsNone() {
        try (FreePorts one = new FreePorts(() -> 0L)) {
            assertThatThrownBy(() -> one.find(2))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("no free port");
        }
    }

    /** Tries the same ports in the same order each time. */
    private static RandomGenerator repeating() {
        return new SplittableRandom(20_261_123);
    }
}
