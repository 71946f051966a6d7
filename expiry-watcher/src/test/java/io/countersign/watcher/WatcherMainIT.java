package io.countersign.watcher;

import static io.countersign.watcher.core.Inventories.certificate;
import static io.countersign.watcher.core.Inventories.issued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.watcher.kafka.Wire;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The built service as its own process, with its own identity and the machine's clock. */
@WithStack
class WatcherMainIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Long enough for a start, short enough to wait for. */
    private static final Duration LIFE = Duration.ofSeconds(40);

    private final Stack stack;
    private final Identity admin;
    private final int port;

    WatcherMainIT(Stack stack) {
        this.stack = stack;
        this.admin = stack.identity("admin");
        this.port = stack.ports().find(1).get(0);
    }

    @Test
    void tellsAShortLifeOnceThroughKillAndRestart() throws Exception {
        stack.broker();
        stack.resetTopics();
        Wire wire = new Wire(stack);
        Path folder = stack.folder("watcher");
        Path config = writeConfig(folder);
        Lineage lineage = Wire.neighbours(1).get(0);
        try (ServiceProcess first = launch(config, folder)) {
            first.awaitReady(port, admin, LIMIT);
            wire.inventory(issued(lineage, certificate(1, Instant.now(), LIFE)));
            await().atMost(LIFE)
                    .untilAsserted(() -> assertThat(wire.told(lineage)).contains(EventType.RENEWAL_DUE));
            first.kill9();
        }
        try (ServiceProcess second = launch(config, folder)) {
            second.awaitReady(port, admin, LIMIT);
            await().atMost(LIFE)
                    .untilAsserted(() -> assertThat(wire.told(lineage)).contains(EventType.CERTIFICATE_EXPIRED));

            assertThat(wire.told(lineage))
                    .containsExactly(
                            EventType.RENEWAL_DUE,
                            EventType.CERTIFICATE_EXPIRING,
                            EventType.RENEWAL_LATE,
                            EventType.CERTIFICATE_EXPIRED);
            assertThat(get("/metrics", admin).body())
                    .contains("# HELP countersign_watcher_announcements", "countersign_watcher_lineages 1.0");
            assertThat(get("/metrics", stack.identity(ServiceName.REGISTRY)).statusCode())
                    .isEqualTo(403);
            // What a JVM answers that ends in order on SIGTERM.
            assertThat(second.terminate(LIMIT)).isEqualTo(143);
        }
        assertThat(Files.readString(folder.resolve("watcher.log"))).contains("expiry-watcher stopped");
    }

    private HttpResponse<String> get(String path, Identity as) throws Exception {
        return MutualTlsClient.http(as)
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                                .timeout(LIMIT)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private ServiceProcess launch(Path config, Path folder) {
        return ServiceProcess.launch(
                stack.ledger(),
                ServiceSpec.ofModule(
                        Path.of(System.getProperty("repository.root"), "expiry-watcher"),
                        WatcherMain.class.getName(),
                        List.of("--config", config.toString()),
                        folder.resolve("watcher.log")));
    }

    private Path writeConfig(Path folder) throws Exception {
        TrustFile trust = TrustFile.write(folder.resolve("trust.json"));
        return Files.writeString(
                folder.resolve("expiry-watcher.yaml"),
                """
                identity: %s
                ordinal: 0
                trust: {file: %s, sha256: %s}
                kafka: {bootstrap: "%s"}
                sweepEvery: 250ms
                ops:
                  port: %d
                  allow:
                    - {who: "spiffe://%s/countersign/admin", may: ["ops:read"]}
                """
                        .formatted(
                                stack.identity(ServiceName.WATCHER).folder(),
                                trust.file(),
                                trust.pin().hex(),
                                stack.broker().bootstrap(),
                                port,
                                Stack.TRUST_DOMAIN));
    }
}
