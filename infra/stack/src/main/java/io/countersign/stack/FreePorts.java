package io.countersign.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Loopback TCP ports that nobody listens on at this moment.
 *
 * <p>Taken from below the kernel's ephemeral range (32768 and up): a client that keeps dialling a dead listener on an
 * ephemeral port can be given that very port as its own, connects to itself and blocks the restart.
 */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int BEYOND = 32_000;

    private final RandomGenerator random;

    public FreePorts(RandomGenerator random) {
        this.random = random;
    }

    /** {@code count} different ports; each is held until the last is found. */
    public List<Integer> find(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int tries = 0; held.size() < count; tries++) {
                try {
                    held.add(new ServerSocket(random.nextInt(LOWEST, BEYOND), 1, InetAddress.getLoopbackAddress()));
                } catch (IOException taken) {
                    if (tries > 1000) {
                        throw new StackException("no free port", taken);
                    }
                }
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(FreePorts::release);
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new StackException("cannot release port " + socket.getLocalPort(), failure);
        }
    }
}
