package io.countersign.signer;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.hsm.HsmException;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustedIssuer;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.stack.KafkaAccess;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.SoftHsm;
import io.countersign.stack.Stack;
import io.countersign.x509.Pem;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A real broker, a real token and a signer as its own process; the test plays registry, audit-service and attacker. */
final class SignerWorld implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Stack stack;
    private final Path folder;
    private final TestLog log = new TestLog();
    private final IssuingToken token;
    private final Path module;
    private final Map<String, String> tokenEnvironment;
    private final Installation installation;
    private final int opsPort;
    private final Path config;
    private final List<Tap> taps = new ArrayList<>();
    private ServiceProcess signer;
    private ServiceProcess second;

    /** With the HSM inside the signer's process. */
    SignerWorld(Stack stack, String name) throws Exception {
        this(stack, name, SoftHsm.findModule(), Map.of());
    }

    /** With any module in front of the token, which finds its own way by these variables. */
    SignerWorld(Stack stack, String name, Path module, Map<String, String> moduleEnvironment) throws Exception {
        this.stack = stack;
        this.module = module;
        this.folder = stack.folder(name);
        this.token = new IssuingToken();
        this.tokenEnvironment = new HashMap<>(token.softHsm().environment());
        tokenEnvironment.putAll(moduleEnvironment);
        this.installation = Installation.at(Instant.now(), log.trust(), token);
        this.opsPort = stack.ports().find(1).get(0);
        this.config = writeConfig(0, opsPort, spool());
        stack.broker();
    }

    Installation installation() {
        return installation;
    }

    TestLog log() {
        return log;
    }

    IssuingToken token() {
        return token;
    }

    /** Starts the signer as it ships. */
    ServiceProcess start() {
        return launch(spec());
    }

    /** Starts a signer that dies at the moment given. */
    ServiceProcess start(String killAt) {
        return launch(spec().withFirst(
                        service().resolve("target").resolve("test-classes"), KillableSignerMain.class.getName())
                .withJvm(List.of("-Dkill.at=" + killAt)));
    }

    /** Starts a second instance, with a spool of its own. */
    ServiceProcess startSecondAndAwait() throws Exception {
        int port = stack.ports().find(1).get(0);
        Path other = writeConfig(1, port, folder.resolve("spool-1"));
        second = ServiceProcess.launch(stack.ledger(), spec(other, "signer-1.log"))
                .awaitReady(port, stack.identity("admin"), LONG);
        return second;
    }

    /** Where an operator drops files. */
    Path spool() {
        return folder.resolve("spool");
    }

    private ServiceSpec spec() {
        return spec(config, "signer.log");
    }

    private ServiceSpec spec(Path file, String logName) {
        return ServiceSpec.ofModule(
                        service(),
                        SignerMain.class.getName(),
                        List.of("--config", file.toString()),
                        folder.resolve(logName))
                .withEnvironment(tokenEnvironment);
    }

    private static Path service() {
        return Path.of(System.getProperty("repository.root"), "signer-service");
    }

    private ServiceProcess launch(ServiceSpec spec) {
        signer = ServiceProcess.launch(stack.ledger(), spec);
        return signer;
    }

    ServiceProcess startAndAwait() {
        return start().awaitReady(opsPort, stack.identity("admin"), LONG);
    }

    void stopSigner() {
        signer.stop();
    }

    /** What the HSM has been asked to sign since the signer started, by its own metric. */
    long signatures() throws Exception {
        return metric("countersign_hsm_signatures");
    }

    long metric(String name) throws Exception {
        String text = ops("/metrics").body();
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToLong(value -> (long) Double.parseDouble(value))
                .sum();
    }

    HttpResponse<String> ops(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + opsPort + path))
                .build();
        return MutualTlsClient.http(stack.identity("admin")).send(request, HttpResponse.BodyHandlers.ofString());
    }

    void asRegistry(Event event) throws Exception {
        send(stack.kafka(ServiceName.REGISTRY), Topic.APPROVALS, event.subject(), event.bytes());
    }

    /** The checkpoint first, then the receipt under it. */
    void asAudit(Event receipt) throws Exception {
        tellCheckpoints();
        send(stack.kafka(ServiceName.AUDIT), Topic.RECEIPTS, receipt.subject(), receipt.bytes());
    }

    void tellCheckpoints() throws Exception {
        for (Event checkpoint : log.told()) {
            asAudit(Topic.CHECKPOINTS, checkpoint);
        }
    }

    /** Without any checkpoint. */
    void asAudit(Topic topic, Event event) throws Exception {
        send(stack.kafka(ServiceName.AUDIT), topic, event.subject(), event.bytes());
    }

    /** Whatever octets, by somebody who owns the broker. */
    void asBrokerAdmin(Topic topic, String key, byte[] value) throws Exception {
        send(stack.broker().as(stack.identity("admin")), topic, key, value);
    }

    private static void send(KafkaAccess access, Topic topic, String key, byte[] value) throws Exception {
        try (Producer<String, byte[]> producer = access.producer()) {
            producer.send(new ProducerRecord<>(topic.wireName(), Outbound.partition(topic, key), key, value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** Reads a topic as its reader from now on, committed records only. */
    Tap tap(Topic topic) {
        Tap tap = new Tap(topic, stack.broker().as(stack.identity("admin")).consumer(Map.of()), false);
        taps.add(tap);
        return tap;
    }

    /** Reads a topic from its first record. */
    Tap tapFromBeginning(Topic topic) {
        Tap tap = new Tap(topic, stack.broker().as(stack.identity("admin")).consumer(Map.of()), true);
        taps.add(tap);
        return tap;
    }

    @Override
    public void close() throws HsmException {
        taps.forEach(Tap::close);
        if (signer != null) {
            signer.stop();
        }
        if (second != null) {
            second.stop();
        }
        token.close();
    }

    private Path writeConfig(int ordinal, int port, Path spool) throws Exception {
        Path trust = Files.write(folder.resolve("trust.json"), installation.file());
        List<String> issuers = new ArrayList<>();
        for (TrustedIssuer issuer : installation.trust().issuers()) {
            Path file = folder.resolve(issuer.cluster() + "-" + issuer.name() + ".pem");
            Files.writeString(
                    file, Pem.encode(Pem.CERTIFICATE, issuer.certificate().der().toArray()));
            issuers.add(file.toString());
        }
        return Files.writeString(
                folder.resolve("signer-" + ordinal + ".yaml"),
                """
                identity: %s
                ordinal: %d
                kafka: {bootstrap: "%s"}
                trust: {file: %s, sha256: %s}
                token: {module: %s, label: %s, pinFile: %s, deadline: 20s}
                issuers: %s
                spool: %s
                pending: {longest: 3s}
                ops: {port: %d, allow: [{who: "spiffe://%s/countersign/admin", may: ["ops:read"]}]}
                """
                        .formatted(
                                stack.identity(ServiceName.SIGNER).folder(),
                                ordinal,
                                stack.broker().bootstrap(),
                                trust,
                                Sha256.of(installation.file()).hex(),
                                module,
                                token.label(),
                                token.pinFile(),
                                issuers,
                                spool,
                                port,
                                Stack.TRUST_DOMAIN));
    }

    /** Committed events of one topic, in the order of arrival. */
    static final class Tap implements AutoCloseable {
        private final Topic topic;
        private final Consumer<String, byte[]> consumer;
        private final List<Event> seen = new ArrayList<>();

        private Tap(Topic topic, Consumer<String, byte[]> consumer, boolean fromBeginning) {
            this.topic = topic;
            this.consumer = consumer;
            List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                    .mapToObj(number -> new TopicPartition(topic.wireName(), number))
                    .toList();
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            partitions.forEach(consumer::position);
        }

        /** Everything seen so far, after one more look. */
        List<Event> events() {
            for (ConsumerRecord<String, byte[]> received : consumer.poll(Duration.ofMillis(200))) {
                try {
                    seen.add(EventCodec.decode(topic, received.value()));
                } catch (UnreadableException e) {
                    throw new IllegalStateException(e);
                }
            }
            return List.copyOf(seen);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
