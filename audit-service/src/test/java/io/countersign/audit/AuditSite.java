package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.audit.core.TestCertificates;
import io.countersign.audit.core.TestCrls;
import io.countersign.audit.core.TestRenewals;
import io.countersign.audit.core.TestVersions;
import io.countersign.audit.postgres.Database;
import io.countersign.audit.postgres.DatabaseConfig;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.hsm.KeyKind;
import io.countersign.hsm.TokenProvisioner;
import io.countersign.orders.Installation;
import io.countersign.orders.LogTrust;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.BrokerSettings;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.ProductDatabase;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.SoftHsm;
import io.countersign.stack.Stack;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.FileTileStore;
import io.countersign.tlog.LogVerifier;
import io.countersign.tlog.TileStore;
import io.countersign.tlog.VerificationReport;
import io.countersign.tlog.VerifierKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** A fresh log with its own token, database and topics, and the audit-service as a process of its own. */
final class AuditSite {
    static final String ORIGIN = "audit.countersign.test/log";
    /** A cluster that the pinned trust document does not know. */
    private static final String LATER = "other";

    static final Duration START = Duration.ofSeconds(60);

    final Stack stack;
    final Path folder;
    final Path logDirectory;
    final Identity auditor;
    final CheckpointVerifier verifier;
    final TestCertificates certificates;
    final TestRenewals renewals;
    final TestCrls crls;
    final TestCrls crlsOfLater;
    final TestVersions versions;
    final int httpPort;
    private final int opsPort;
    private final Sha256 trustPin;
    private final Path config;
    private final HttpClient client;

    AuditSite(Stack stack, String name) throws Exception {
        this.stack = stack;
        this.folder = stack.folder(name);
        this.logDirectory = folder.resolve("data/log");
        stack.resetTopics();
        stack.postgres().recreate(ProductDatabase.AUDIT);
        try (MutualTls owner = MutualTls.open(stack.identity("audit-owner").folder())) {
            Database.migrate(new DatabaseConfig("localhost", stack.postgres().port(), "audit", "audit_owner"), owner);
        }
        List<VerifierKey> keys = makeToken(name);
        verifier = new CheckpointVerifier(ORIGIN, keys);
        auditor = stack.pki().person("auditor-" + name);
        client = MutualTlsClient.http(auditor);
        List<Integer> ports = stack.ports().find(2);
        httpPort = ports.get(0);
        opsPort = ports.get(1);
        Files.write(
                folder.resolve("log.vkeys"),
                keys.stream().map(VerifierKey::toString).toList());
        Installation installation = Installation.at(
                Instant.now(),
                new LogTrust(ORIGIN, keys.stream().map(VerifierKey::toString).toList()));
        certificates = new TestCertificates(installation);
        renewals = new TestRenewals(installation);
        crls = new TestCrls(installation);
        versions = new TestVersions(installation, LATER);
        crlsOfLater = new TestCrls(installation, LATER);
        trustPin = Sha256.of(versions.firstFile());
        Files.write(folder.resolve("trust.json"), versions.firstFile());
        Files.write(
                folder.resolve("transcript.json"),
                Json.canonical(certificates.ceremony(Map.of("trust", trustPin), 0, 1)));
        config = Files.writeString(folder.resolve("audit.yaml"), yaml(name));
    }

    private List<VerifierKey> makeToken(String name) throws Exception {
        Path conf = Path.of(System.getenv("SOFTHSM2_CONF"));
        Files.createDirectories(conf.getParent().resolveSibling("tokens"));
        Path pin = Files.writeString(
                folder.resolve("pin"), Long.toString(1_000_000 + new SecureRandom().nextInt(1_000_000)));
        Path so = Files.writeString(
                folder.resolve("so"), Long.toString(1_000_000 + new SecureRandom().nextInt(1_000_000)));
        try (TokenProvisioner token =
                TokenProvisioner.initialize(SoftHsm.findModule(), label(name), so, pin, new SecureRandom())) {
            byte[] spki =
                    token.generate(KeyKind.ED25519, "log-ed25519").publicKey().getEncoded();
            byte[] p256 =
                    token.generate(KeyKind.EC_P256, "log-p256").publicKey().getEncoded();
            return List.of(
                    VerifierKey.ed25519(ORIGIN, Arrays.copyOfRange(spki, spki.length - 32, spki.length)),
                    VerifierKey.ecdsa(ORIGIN, p256));
        }
    }

    /** Token folders outlive a run of the build; labels may not meet again. */
    private String label(String name) {
        return name + "-" + Integer.toHexString(folder.toString().hashCode());
    }

    private String yaml(String name) {
        return """
                identity: %s
                trust: {file: trust.json, sha256: "%s"}
                kafka: {bootstrap: "%s"}
                log: {directory: data, origin: %s, keys: log.vkeys, transcript: transcript.json}
                token: {module: %s, label: %s, pinFile: pin}
                database: {port: %d}
                http:
                  port: %d
                  clientTrust: [%s]
                  allow: [{who: "spiffe://%s/person/auditor-%s", may: ["log:read"]}]
                ops:
                  port: %d
                  allow: [{who: "spiffe://%s/countersign/admin", may: ["ops:read"]}]
                """
                .formatted(
                        stack.identity(ServiceName.AUDIT).folder(),
                        trustPin.hex(),
                        stack.kafka(ServiceName.AUDIT).properties().get("bootstrap.servers"),
                        ORIGIN,
                        SoftHsm.findModule(),
                        label(name),
                        stack.postgres().port(),
                        httpPort,
                        stack.pki().clientsCa(),
                        Stack.TRUST_DOMAIN,
                        name,
                        opsPort,
                        Stack.TRUST_DOMAIN);
    }

    private ServiceSpec spec() {
        Path module = BrokerSettings.repositoryRoot().resolve("audit-service");
        return ServiceSpec.ofModule(
                        module,
                        "io.countersign.audit.AuditMain",
                        List.of("--config", config.toString()),
                        folder.resolve("audit.log"))
                .withEnvironment(Map.of("SOFTHSM2_CONF", System.getenv("SOFTHSM2_CONF")));
    }

    ServiceProcess launch() {
        return ServiceProcess.launch(stack.ledger(), spec());
    }

    ServiceProcess start() {
        return launch().awaitReady(opsPort, stack.identity("admin"), START);
    }

    /** Starts the service so that it dies at that write; does not wait. */
    ServiceProcess startToDieAt(String point) {
        ServiceSpec spec = spec();
        List<String> arguments = new ArrayList<>(List.of(point));
        arguments.addAll(spec.arguments());
        Path tests = BrokerSettings.repositoryRoot().resolve("audit-service/target/test-classes");
        ServiceSpec dying = new ServiceSpec(
                        "audit-halting",
                        spec.classPath(),
                        spec.mainClass(),
                        spec.jvm(),
                        arguments,
                        spec.environment(),
                        spec.log())
                .withFirst(tests, HaltingAuditMain.class.getName());
        return ServiceProcess.launch(stack.ledger(), dying);
    }

    /** With the identity that may write there. */
    void publish(Topic topic, List<Event> events) throws Exception {
        send(
                topic,
                events.stream()
                        .map(event -> new ProducerRecord<>(topic.wireName(), event.subject(), event.bytes()))
                        .toList());
    }

    void publishRaw(Topic topic, String key, byte[] value) throws Exception {
        send(topic, List.of(new ProducerRecord<>(topic.wireName(), key, value)));
    }

    private void send(Topic topic, List<ProducerRecord<String, byte[]>> records) throws Exception {
        try (Producer<String, byte[]> producer =
                stack.kafka(topic.writers().iterator().next()).producer()) {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            for (Future<RecordMetadata> one : sent) {
                assertThat(one.get().hasOffset()).isTrue();
            }
        }
    }

    /** Everything on a topic now, from its beginning, as the administrator sees it. */
    List<Event> read(Topic topic) throws Exception {
        List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.wireName(), partition))
                .toList();
        List<Event> events = new ArrayList<>();
        try (Consumer<String, byte[]> consumer =
                stack.broker().as(stack.identity("admin")).consumer(Map.of())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    events.add(EventCodec.decode(topic, record.value()));
                }
            }
        }
        return events;
    }

    /** Status of {@code /readyz}. */
    int ready() throws IOException, InterruptedException {
        return ops("/readyz").statusCode();
    }

    /** The line of {@code /metrics} that starts with this name, without its name. */
    String metric(String name) throws IOException, InterruptedException {
        return ops("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> ops(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + opsPort + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return MutualTlsClient.http(stack.identity("admin")).send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What the service wrote so far. */
    String said() throws IOException {
        return Files.readString(folder.resolve("audit.log"));
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return get(client, path);
    }

    HttpResponse<byte[]> get(HttpClient as, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + httpPort + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return as.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    VerificationReport verify(TileStore store) throws IOException {
        return new LogVerifier(verifier).verify(store);
    }

    VerificationReport verifyDirectory() throws IOException {
        return verify(new FileTileStore(logDirectory));
    }
}
