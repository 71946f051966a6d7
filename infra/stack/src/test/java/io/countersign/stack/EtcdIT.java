package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

@WithStack
final class EtcdIT {
    private final Stack stack;

    EtcdIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void servesANewCertificateWithoutARestart() throws Exception {
        Optional<Path> binary = Etcd.findBinary(BrokerSettings.repositoryRoot().resolve(".run/etcd"));
        assumeTrue(binary.isPresent(), "no etcd-server");
        Identity server = stack.pki().issue("etcd-server");
        Identity client = stack.pki().issue("etcd-client");
        List<Integer> ports = stack.ports().find(2);
        Etcd.Settings settings = new Etcd.Settings(
                binary.orElseThrow(),
                stack.folder("etcd"),
                ports.get(0),
                ports.get(1),
                server,
                stack.pki().issue("etcd-peer"),
                client,
                Optional.empty());
        try (Etcd etcd = Etcd.start(stack.ledger(), settings)) {
            X509Certificate first = served(etcd, client);
            assertThat(first).isEqualTo(server.certificate());
            // The same folder again: new key and certificate, each put in place by a rename.
            stack.pki().issue("etcd-server");
            assertThat(served(etcd, client)).isEqualTo(server.certificate()).isNotEqualTo(first);
            assertThat(etcd.alive()).isTrue();
        }
    }

    private static X509Certificate served(Etcd etcd, Identity client) throws Exception {
        try (SSLSocket socket = (SSLSocket) MutualTlsClient.context(client)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), etcd.clientPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
