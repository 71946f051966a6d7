package io.countersign.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether anything accepts connections on a loopback port. */
final class Loopback {
    private static final Logger LOG = LoggerFactory.getLogger(Loopback.class);
    private static final int TIMEOUT_MILLIS = 1000;

    private Loopback() {}

    static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return true;
        } catch (IOException refused) {
            LOG.trace("nothing on port {} yet", port, refused);
            return false;
        }
    }
}
