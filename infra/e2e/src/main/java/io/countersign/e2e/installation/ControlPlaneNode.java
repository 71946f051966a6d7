package io.countersign.e2e.installation;

import io.countersign.stack.Etcd;
import io.countersign.stack.FreePorts;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.ProcessLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The node cp-1: a real etcd member on the files below its {@code /etc/kubernetes}. */
final class ControlPlaneNode {
    private final Layout layout;
    private final ProcessLedger ledger;
    private final FreePorts ports;
    private Etcd etcd;

    ControlPlaneNode(Layout layout, ProcessLedger ledger, FreePorts ports) {
        this.layout = layout;
        this.ledger = ledger;
        this.ports = ports;
    }

    void startEtcd() {
        Path folder = layout.folder().resolve("etcd");
        Path pki = layout.kubernetes().resolve("pki/etcd");
        Path ca = pki.resolve("ca.crt");
        List<Integer> free = ports.find(2);
        Path binary = Etcd.findBinary(layout.root().resolve(".run/tools"))
                .orElseThrow(() -> new FailedCheckException("no etcd; run infra/install demo"));
        etcd = Etcd.start(
                ledger,
                new Etcd.Settings(
                        binary,
                        folder,
                        free.get(0),
                        free.get(1),
                        new Identity("etcd-server", pki.resolve("server.key"), pki.resolve("server.crt"), ca),
                        new Identity("etcd-peer", pki.resolve("peer.key"), pki.resolve("peer.crt"), ca),
                        healthcheck(),
                        Optional.of(firstCrl())));
    }

    /** Where the agent keeps etcd's CRL; the ceremony's to begin with, since etcd refuses everybody without one. */
    private Path firstCrl() {
        Path file = layout.etcdCrl();
        try {
            if (!Files.exists(file)) {
                Files.copy(layout.crl(Layout.CLUSTER, "etcd-ca"), file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** What asks etcd whether it is healthy, and shows itself when the served certificate is looked at. */
    Identity healthcheck() {
        Path pki = layout.kubernetes().resolve("pki/etcd");
        return new Identity(
                "etcd-healthcheck-client",
                pki.resolve("healthcheck-client.key"),
                pki.resolve("healthcheck-client.crt"),
                pki.resolve("ca.crt"));
    }

    /**
     * What the member answers when this client asks whether it is healthy, by a handshake of its own.
     *
     * @throws IOException when the handshake fails
     */
    String health(Identity client) throws IOException {
        HttpRequest question = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + etcd.clientPort() + "/health"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return MutualTlsClient.http(client)
                    .send(question, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Etcd etcd() {
        return etcd;
    }

    /** Serial of the certificate that etcd's client port shows, read by openssl; upper-case hex. */
    String servedByEtcd() throws IOException {
        Identity client = healthcheck();
        Shell.Result shown = Shell.run(
                        "openssl",
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + etcd.clientPort(),
                        "-verify_ip",
                        "127.0.0.1",
                        "-cert",
                        client.cert().toString(),
                        "-key",
                        client.key().toString(),
                        "-CAfile",
                        client.ca().toString(),
                        "-verify_return_error")
                .orFail();
        Path served = layout.folder().resolve("etcd/served.pem");
        int start = shown.output().indexOf("-----BEGIN CERTIFICATE-----");
        int end = shown.output().indexOf("-----END CERTIFICATE-----");
        FailedCheckException.require(start >= 0 && end > start, "etcd shows no certificate:\n" + shown.output());
        Files.writeString(served, shown.output().substring(start, end) + "-----END CERTIFICATE-----\n");
        return OpenSsl.serial(served);
    }
}
