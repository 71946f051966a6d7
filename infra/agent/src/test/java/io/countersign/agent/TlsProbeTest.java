package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.agent.ManagedLineage.ProbeTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real TLS server on the loopback. */
class TlsProbeTest {
    @TempDir
    Path folder;

    @Test
    void seesTheCertificateThatIsServed() throws Exception {
        Node node = new Node(folder);
        try (TlsServer server = new TlsServer(node.keyFile, node.certificateFile, true, false)) {
            assertThat(new TlsProbe(target(server)).served()).isEqualTo(Node.parse(node.oldCertificate));
        }
    }

    @Test
    void seesItAlsoWhereAClientCertificateIsDemanded() throws Exception {
        Node node = new Node(folder);
        try (TlsServer server = new TlsServer(node.keyFile, node.certificateFile, true, true)) {
            assertThat(new TlsProbe(target(server)).served()).isEqualTo(Node.parse(node.oldCertificate));
        }
    }

    @Test
    void rotatesUnderAServerThatReadsItsFilesAtEachHandshake() throws Exception {
        Node node = new Node(folder);
        try (TlsServer server = new TlsServer(node.keyFile, node.certificateFile, true, false)) {
            node.target = target(server);
            node.probe = new TlsProbe(node.target);
            Rotation rotation = node.rotation();
            rotation.startIfDue(Optional.empty());
            rotation.advance();

            assertThat(node.certificate()).isNotEqualTo(node.oldCertificate);
            assertThat(new TlsProbe(node.target).served()).isEqualTo(Node.parse(node.certificate()));
            assertThat(node.registry.reports).contains("served " + Node.serial(node.certificate()));
        }
    }

    @Test
    void goesBackUnderAServerThatNeverReadsAgain() throws Exception {
        Node node = new Node(folder);
        try (TlsServer server = new TlsServer(node.keyFile, node.certificateFile, false, false)) {
            node.target = target(server);
            node.probe = new TlsProbe(node.target);
            Rotation rotation = node.rotation();
            rotation.startIfDue(Optional.empty());
            rotation.advance();

            assertThat(node.certificate()).isEqualTo(node.oldCertificate);
            assertThat(node.key()).isEqualTo(node.oldKey);
        }
    }

    @Test
    void saysSoWhenNobodyListens() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        TlsProbe probe = new TlsProbe(
                new ProbeTarget("127.0.0.1", closed, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThatThrownBy(probe::served).isInstanceOf(IOException.class).hasMessageContaining("refused");
    }

    private static ProbeTarget target(TlsServer server) {
        return new ProbeTarget(
                "127.0.0.1", server.port(), Optional.of("cp-1"), Optional.empty(), Optional.of(Duration.ofSeconds(2)));
    }
}
