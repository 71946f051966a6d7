package io.countersign.e2e;

import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.Installation;
import io.countersign.e2e.installation.Layout;
import io.countersign.orders.TrustDocument;
import io.countersign.stack.Identity;
import io.countersign.stack.KafkaAccess;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.Topics;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrWriter;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A running Countersign, and what whole-system tests do with it. */
public final class SharedInstallation implements AutoCloseable {
    public static final Duration LONG = Duration.ofSeconds(45);

    private final Installation installation;
    private final SecureRandom random = new SecureRandom();
    private final Set<Sha256> writtenByTests = new HashSet<>();
    private final Map<String, Producer<String, byte[]>> producers = new HashMap<>();
    private TrustDocument trust;
    private HttpClient operations;
    private Wire wire;

    private SharedInstallation(Installation installation) {
        this.installation = installation;
    }

    static SharedInstallation start(String folder) {
        Path root = Path.of(System.getProperty("repository.root"));
        try {
            SharedInstallation started = new SharedInstallation(
                    Installation.fresh(root, root.resolve("infra/e2e/target").resolve(folder)));
            try {
                started.startAll();
            } catch (IOException | RuntimeException | RefusedException e) {
                started.close();
                throw e;
            }
            return started;
        } catch (IOException | RefusedException e) {
            throw new IllegalStateException("no installation", e);
        }
    }

    private void startAll() throws IOException, RefusedException {
        installation.makeFirstKeys();
        installation.holdCeremony();
        byte[] file = Files.readAllBytes(layout().trust());
        trust = TrustDocument.open(file, Sha256.of(file));
        installation.startBroker();
        wire = new Wire(admin(), List.of());
        installation.startPostgres();
        installation.startServices(ready -> {});
        operations = MutualTlsClient.http(layout().identity("admin"));
        // The first certificate makes the signer ask the token once for this CA's serial key; later ones cost one call
        // each.
        issued(approved("alice"));
    }

    public Installation installation() {
        return installation;
    }

    public Layout layout() {
        return installation.layout();
    }

    /** The trust document of the ceremony, opened under its own pin. */
    public TrustDocument trust() {
        return trust;
    }

    /** All topics since the beginning. */
    public Wire wire() {
        return wire;
    }

    // --- honest people

    /**
     * A request as the registry took it.
     *
     * @param id request id
     */
    public record Asked(String id, Lineage lineage, Csr csr) {}

    /** A user's name that no other test has. */
    public String freshUser() {
        byte[] octets = new byte[6];
        random.nextBytes(octets);
        return "u" + HexFormat.of().formatHex(octets);
    }

    public static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Csr csr(Names names) {
        return csr(newKeys(), names);
    }

    public static Csr csr(KeyPair keys, Names names) {
        try {
            return Csr.read(CsrWriter.write(keys, names));
        } catch (GeneralSecurityException | RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new user with a new key, whose CSR oscar has submitted; one person must approve it. */
    public Asked asked() {
        String user = freshUser();
        return asked(new Lineage(Layout.CLUSTER, "user", user), csr(Names.subject(user, "payments-readonly")));
    }

    /**
     * Any CSR, submitted by oscar.
     *
     * @param options of the command, besides
     */
    public Asked asked(Lineage lineage, Csr csr, String... options) {
        Path folder = layout().folder().resolve("requests");
        Path file = folder.resolve(csr.digest().hex() + ".csr");
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    file, Pem.encode(Pem.CERTIFICATE_REQUEST, csr.der().toArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of("request", "create", "-f", file.toString(), "-o", "name"));
        command.addAll(List.of("--cluster", lineage.cluster()));
        command.addAll(List.of("--component", lineage.component()));
        command.addAll(List.of("--instance", lineage.instance()));
        command.addAll(List.of(options));
        String printed =
                installation.client("oscar").run(command).expect(0).out().strip();
        return new Asked(printed.substring(printed.lastIndexOf('/') + 1), lineage, csr);
    }

    /** Approves with this person's own key, through the command. */
    public Client.Answer approve(String person, Asked... requests) {
        List<String> command = new ArrayList<>(List.of("approve"));
        for (Asked request : requests) {
            command.add(request.id());
        }
        command.addAll(List.of("--key", layout().approvalKey(person).toString(), "--yes"));
        return installation.client(person).run(command);
    }

    /** A new user whose order this person has completed. */
    public Asked approved(String person) {
        Asked request = asked();
        approve(person, request).expect(0);
        return request;
    }

    // --- what came of it

    /** The certificate of this request, once it is on its topic. */
    public Event issued(Asked request) {
        return awaitEvent(
                EventType.CERTIFICATE_ISSUED,
                event -> event.data(CertificateIssued.class).request().equals(request.id()));
    }

    /** The first event of this type that fits, once it is there. */
    public Event awaitEvent(EventType type, Predicate<Event> wanted) {
        Topic topic = type.topic().orElseThrow();
        return await(type.wireName())
                .atMost(LONG)
                .until(() -> wire.find(topic, event -> event.type() == type && wanted.test(event)), Optional::isPresent)
                .orElseThrow();
    }

    /** Calls of C_Sign that the signer has made since it started, by its own metric. */
    public long hsmOperations() {
        return metric("signer-service", "countersign_hsm_operations");
    }

    /** Sum of a metric over its labels. */
    public long metric(String service, String name) {
        return get(service, "/metrics")
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToLong(value -> (long) Double.parseDouble(value))
                .sum();
    }

    /** Body of an ops page, asked as the administrator. */
    public String get(String service, String path) {
        int port = installation.configs().opsPort(service);
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return operations
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a reader said about a record that it gave up on, recognised by the record's octets; none for a null value. */
    public Event deadLetter(ServiceName reader, Topic topic, byte[] value) {
        Sha256 digest = Sha256.of(value);
        return awaitEvent(EventType.RECORD_UNREADABLE, event -> {
            RecordUnreadable letter = event.data(RecordUnreadable.class);
            return letter.sha256().equals(digest)
                    && letter.topic().equals(topic.wireName())
                    && letter.service().equals(reader.wireName());
        });
    }

    // --- whoever owns an identity

    public KafkaAccess admin() {
        return kafka("admin");
    }

    /** How the holder of this identity's files reaches the broker. */
    public KafkaAccess kafka(String name) {
        Identity identity = layout().identity(name);
        return installation.broker().as(identity);
    }

    /**
     * Writes any octets to the partition that the key belongs to, as the services choose it.
     *
     * @param value may be null, as a tombstone is
     */
    public void write(String identity, Topic topic, String key, byte[] value) {
        writtenByTests.add(Sha256.of(value == null ? new byte[0] : value));
        try {
            producers
                    .computeIfAbsent(identity, name -> kafka(name).producer())
                    .send(new ProducerRecord<>(topic.wireName(), key, value))
                    .get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(identity + " could not write to " + topic.wireName(), e);
        }
    }

    /** Whether a test wrote these octets, so that no service answers for them. */
    public boolean isWrittenByTests(Bytes value) {
        return writtenByTests.contains(value.sha256());
    }

    /** Deletes every topic with all records and offsets, and makes them anew, as after the loss of the broker's disks. */
    public void loseAllTopics() {
        List<Wire.Seen> before = wire.seen();
        wire.close();
        closeProducers();
        try (Admin admin = admin().admin()) {
            Topics.delete(admin);
            Topics.create(admin);
        }
        wire = new Wire(admin(), before);
    }

    private void closeProducers() {
        producers.values().forEach(Producer::close);
        producers.clear();
    }

    @Override
    public void close() {
        if (wire != null) {
            wire.close();
        }
        closeProducers();
        installation.close();
    }
}
