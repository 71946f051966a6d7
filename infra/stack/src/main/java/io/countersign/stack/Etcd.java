package io.countersign.stack;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real etcd of one member. It reads its certificate and key again at each handshake, which is what the rotation of a live
 * certificate is proved on (system-facts.md 2.3).
 */
public final class Etcd implements Running, AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final ForkedProcess process;
    private final int clientPort;

    private Etcd(ForkedProcess process, int clientPort) {
        this.process = process;
        this.clientPort = clientPort;
    }

    /**
     * What the member runs with.
     *
     * @param binary see {@link #findBinary}
     * @param folder data and log
     * @param server certificate for clients; {@code ca} is whom it trusts as a client
     * @param peer certificate for other members; {@code ca} likewise
     * @param client who asks whether it is healthy
     * @param clientCrl file that names revoked clients by serial; read at each handshake, and must be there
     */
    public record Settings(
            Path binary,
            Path folder,
            int clientPort,
            int peerPort,
            Identity server,
            Identity peer,
            Identity client,
            Optional<Path> clientCrl) {}

    /** Starts the member and returns when it reports itself healthy over mutual TLS. */
    public static Etcd start(ProcessLedger ledger, Settings settings) {
        Path log = settings.folder().resolve("etcd.log");
        ForkedProcess process = ForkedProcess.start(ledger, "etcd", command(settings), Map.of(), log);
        HttpClient client = MutualTlsClient.http(settings.client());
        HttpRequest question = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + settings.clientPort() + "/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Wait.until(
                "etcd healthy",
                START,
                () -> {
                    process.requireAlive();
                    return client.send(question, HttpResponse.BodyHandlers.ofString())
                            .body()
                            .contains("\"true\"");
                },
                process::logTail);
        return new Etcd(process, settings.clientPort());
    }

    /** System property {@code etcd.binary}, a package unpacked by {@code dpkg -x} into {@code unpacked}, or the PATH. */
    public static Optional<Path> findBinary(Path unpacked) {
        String configured = System.getProperty("etcd.binary");
        Stream<Path> onPath =
                Arrays.stream(System.getenv("PATH").split(":", -1)).map(folder -> Path.of(folder, "etcd"));
        return Stream.concat(
                        Stream.of(configured == null ? unpacked.resolve("usr/bin/etcd") : Path.of(configured)), onPath)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<String> command(Settings settings) {
        String clientUrl = "https://127.0.0.1:" + settings.clientPort();
        String peerUrl = "https://127.0.0.1:" + settings.peerPort();
        List<String> command = new ArrayList<>(List.of(
                settings.binary().toString(),
                "--name=etcd-1",
                "--data-dir=" + settings.folder().resolve("data"),
                "--initial-cluster=etcd-1=" + peerUrl,
                "--initial-cluster-state=new",
                "--listen-client-urls=" + clientUrl,
                "--advertise-client-urls=" + clientUrl,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--cert-file=" + settings.server().cert(),
                "--key-file=" + settings.server().key(),
                "--client-cert-auth",
                "--trusted-ca-file=" + settings.server().ca(),
                "--peer-cert-file=" + settings.peer().cert(),
                "--peer-key-file=" + settings.peer().key(),
                "--peer-client-cert-auth",
                "--peer-trusted-ca-file=" + settings.peer().ca(),
                "--logger=zap"));
        settings.clientCrl().ifPresent(file -> command.add("--client-crl-file=" + file));
        return command;
    }

    public int clientPort() {
        return clientPort;
    }

    public Path log() {
        return process.log();
    }

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean alive() {
        return process.alive();
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void close() {
        stop();
    }
}
