package io.countersign.registry;

import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.orders.Installation;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.ProductDatabase;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.Stack;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The built service as a process of its own, on the real broker and database, with an installation made for the test. */
final class RunningRegistry implements AutoCloseable {
    static final String NODE = "cp-1";
    private static final Duration START = Duration.ofSeconds(60);

    private final Stack stack;
    private final Installation installation = Installation.at(Instant.now());
    private final Path folder;
    private final Path config;
    private final int apiPort;
    private final int opsPort;
    private final Identity registryOps;
    private ServiceProcess process;

    private RunningRegistry(Stack stack, Function<Installation, Optional<CeremonyHeld>> ceremony) throws IOException {
        this.stack = stack;
        stack.broker();
        stack.postgres().recreate(ProductDatabase.REGISTRY);
        List<Integer> ports = stack.ports().find(2);
        apiPort = ports.get(0);
        opsPort = ports.get(1);
        folder = stack.folder("registry-" + apiPort);
        registryOps = stack.identity("admin");
        config = writeConfig(ceremony.apply(installation));
        start();
    }

    static RunningRegistry on(Stack stack) {
        return on(stack, installation -> Optional.empty());
    }

    /** With the transcript of a ceremony for its installation. */
    static RunningRegistry on(Stack stack, Function<Installation, Optional<CeremonyHeld>> ceremony) {
        try {
            return new RunningRegistry(stack, ceremony);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    void start() {
        Path module = Path.of(System.getProperty("repository.root"), "registry-service");
        process = ServiceProcess.launch(
                stack.ledger(),
                ServiceSpec.ofModule(
                        module,
                        RegistryMain.class.getName(),
                        List.of("--config", config.toString()),
                        folder.resolve("registry.log")));
        process.awaitReady(opsPort, registryOps, START);
    }

    Installation installation() {
        return installation;
    }

    ServiceProcess process() {
        return process;
    }

    int opsPort() {
        return opsPort;
    }

    int apiPort() {
        return apiPort;
    }

    /** The API as this identity sees it. */
    RestClient as(Identity identity) {
        return new RestClient(MutualTlsClient.http(identity), apiPort);
    }

    RestClient with(HttpClient client) {
        return new RestClient(client, apiPort);
    }

    RestClient person(String id) {
        return as(stack.pki().person(id));
    }

    RestClient agent(String cluster, String node) {
        return as(stack.pki().agent(cluster, node));
    }

    @Override
    public void close() {
        process.terminate(Duration.ofSeconds(20));
    }

    private Path writeConfig(Optional<CeremonyHeld> ceremony) throws IOException {
        Path trust = folder.resolve("trust.json");
        Files.write(trust, installation.file());
        String yaml =
                """
                identity: %s
                trust: {file: %s, sha256: "%s"}
                kafka: {bootstrap: "%s"}
                database:
                  url: %s
                  owner: {identity: %s}
                api:
                  port: %d
                  clientTrust: [%s]
                  allow:
                    - {who: "spiffe://countersign.test/person/*", may: ["requests:create", "requests:read", "orders:approve", "certificates:read", "grants:approve", "grants:read", "stops:order", "stops:read", "trust:publish", "revocations:order", "revocations:read", "crls:read"]}
                    - {who: "spiffe://countersign.test/agent/demo/connector", may: ["orders:approve"]}
                    - {who: "spiffe://countersign.test/agent/*/*", may: ["requests:create", "requests:read", "certificates:read", "agent:work", "agent:report", "agent:renew", "revocations:read", "crls:read"]}
                    - {who: "spiffe://countersign.test/countersign/expiry-watcher", may: ["certificates:read"]}
                ops:
                  port: %d
                  allow:
                    - {who: "spiffe://countersign.test/countersign/admin", may: ["ops:read"]}
                """
                        .formatted(
                                stack.identity(ServiceName.REGISTRY).folder(),
                                trust,
                                Sha256.of(installation.file()).hex(),
                                stack.broker().bootstrap(),
                                stack.postgres().jdbcUrl("registry"),
                                stack.identity("registry-owner").folder(),
                                apiPort,
                                stack.pki().bothCas(),
                                opsPort);
        if (ceremony.isPresent()) {
            Files.write(folder.resolve("transcript.json"), Json.canonical(ceremony.get()));
            yaml += "transcript: transcript.json\n";
        }
        return Files.writeString(folder.resolve("registry.yaml"), yaml);
    }
}
