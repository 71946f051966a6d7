package io.countersign.stack;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Loopback TCP ports on which nobody listens, and which no other stack on this machine is given before this one is closed.
 *
 * <p>Taken from below the kernel's ephemeral range (32768 and up): a client that keeps dialling a dead listener on an
 * ephemeral port can be given that very port as its own, connects to itself and blocks the restart.
 *
 * <p>Some seconds pass until a process listens, and a restart leaves its port free for a while. So each port is claimed by its UDP
 * namesake, of which no part of a stack has any use: stacks in other processes see the claim, and it ends with its process.
 */
public final class FreePorts implements AutoCloseable {
    private static final int LOWEST = 20_000;
    private static final int BEYOND = 32_000;
    private static final int MOST_TRIES = 1_000;

    private final RandomGenerator random;
    /** Guarded by this. */
    private final List<DatagramSocket> claims = new ArrayList<>();

    public FreePorts(RandomGenerator random) {
        this.random = random;
    }

    /** {@code count} different ports. */
    public synchronized List<Integer> find(int count) {
        List<Integer> found = new ArrayList<>();
        for (int tries = 0; found.size() < count; tries++) {
            if (tries > MOST_TRIES) {
                throw new StackException("no free port in " + MOST_TRIES + " tries");
            }
            claim(random.nextInt(LOWEST, BEYOND)).ifPresent(claim -> {
                claims.add(claim);
                found.add(claim.getLocalPort());
            });
        }
        return List.copyOf(found);
    }

    private static Optional<DatagramSocket> claim(int port) {
        DatagramSocket claim;
        try {
            claim = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        } catch (SocketException claimed) {
            return Optional.empty();
        }
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            return Optional.of(claim);
        } catch (IOException taken) {
            claim.close();
            return Optional.empty();
        }
    }

    /** Gives the ports back; who listens on them should have ended. */
    @Override
    public synchronized void close() {
        claims.forEach(DatagramSocket::close);
        claims.clear();
    }
}
