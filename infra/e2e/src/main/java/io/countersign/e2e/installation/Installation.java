package io.countersign.e2e.installation;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.stack.Broker;
import io.countersign.stack.BrokerSettings;
import io.countersign.stack.Etcd;
import io.countersign.stack.FreePorts;
import io.countersign.stack.Identity;
import io.countersign.stack.KafkaAccess;
import io.countersign.stack.Postgres;
import io.countersign.stack.PostgresBinaries;
import io.countersign.stack.PostgresSettings;
import io.countersign.stack.ProcessLedger;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.SoftHsm;
import io.countersign.stack.Topics;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One complete Countersign on this machine: keys, ceremony, broker, database, services, agent and etcd, each started the way an
 * operator would. Demo and whole-system tests drive the same one.
 */
public final class Installation implements AutoCloseable {
    private static final Duration SERVICE_START = Duration.ofSeconds(60);

    private final Layout layout;
    private final SecureRandom random = new SecureRandom();
    private final ProcessLedger ledger = new ProcessLedger();
    private final FreePorts ports = new FreePorts(random);
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
    private SoftHsm softHsm;
    private Broker broker;
    private Postgres postgres;
    private Etcd etcd;
    private ServiceConfigs configs;
    private boolean kept;

    private Installation(Layout layout) {
        this.layout = layout;
    }

    /** An installation in an empty folder; what an earlier one left there is deleted. */
    public static Installation fresh(Path root, Path folder) throws IOException {
        delete(folder);
        Files.createDirectories(folder);
        return new Installation(new Layout(root, folder));
    }

    public Layout layout() {
        return layout;
    }

    // --- ceremony

    public void makeFirstKeys() {
        softHsm = SoftHsm.in(layout.tokens());
        FirstKeys keys = new FirstKeys(layout, random);
        keys.make();
        keys.writePlan(softHsm.module(), Instant.now());
    }

    /** Holds the ceremony in its own process; returns its report. */
    public String holdCeremony() throws IOException {
        return ceremony(
                "hold",
                "--plan",
                layout.plan().toString(),
                "--out",
                layout.ceremony().toString());
    }

    /** Checks what the ceremony wrote, from its files alone; returns the verdict. */
    public String verifyCeremony() throws IOException {
        return ceremony("verify", layout.ceremony().toString());
    }

    private String ceremony(String... arguments) throws IOException {
        Path log = layout.folder().resolve("ceremony-" + arguments[0] + ".log");
        ServiceSpec spec = ServiceSpec.ofModule(
                        layout.module("infra/ceremony"),
                        "io.countersign.ceremony.CeremonyMain",
                        List.of(arguments),
                        log)
                .withEnvironment(softHsm.environment());
        ServiceProcess process = ServiceProcess.launch(ledger, spec);
        int exit = process.exitCode(Duration.ofSeconds(60));
        String report = Files.readString(log);
        FailedCheckException.require(exit == 0, "ceremony " + arguments[0] + " ended with " + exit + ":\n" + report);
        return report;
    }

    public String ceremonySummary() throws IOException {
        int keys = 0;
        try (Stream<Path> files = Files.walk(layout.ceremony().resolve("issuers"))) {
            keys = (int) files.filter(file -> file.toString().endsWith(".pem")).count();
        }
        return keys + " CAs made in the token, trust document 1 signed by 2 of 3 officers, "
                + "private keys shown by a second tool as local, sensitive and never extractable.";
    }

    public boolean privateKeysAreDistinct() throws IOException {
        Set<String> seen = new HashSet<>();
        List<Path> keys;
        try (Stream<Path> files = Files.walk(layout.folder())) {
            keys = files.filter(file -> file.toString().endsWith("key.pem")
                            || file.toString().endsWith(".key"))
                    .toList();
        }
        for (Path key : keys) {
            if (!seen.add(Files.readString(key))) {
                return false;
            }
        }
        return !keys.isEmpty();
    }

    public Path caCertificate(String name) {
        return layout.issuer(Layout.CLUSTER, name);
    }

    public Path logKeys() {
        return layout.ceremony().resolve("log.vkeys");
    }

    // --- broker and database

    public void startBroker() {
        List<Integer> free = ports.find(2);
        broker = Broker.start(
                ledger,
                new BrokerSettings(
                        BrokerSettings.libIn(layout.root()),
                        layout.folder().resolve("broker"),
                        free.get(0),
                        free.get(1),
                        layout.identity("broker"),
                        layout.identity("admin")));
        try (Admin admin = broker.admin()) {
            Topics.create(admin);
        }
    }

    public Broker broker() {
        return broker;
    }

    public int topicsWithAcls() throws Exception {
        try (Admin admin = broker.admin()) {
            return (int) admin.listTopics().names().get().stream()
                    .filter(name -> Topic.of(name).isPresent())
                    .count();
        }
    }

    /** A client with a key and certificate of its own making, trusting the real CA, gets nowhere. */
    public boolean brokerRefusesStrangers() {
        Path folder = layout.folder().resolve("stranger");
        Path key = OpenSsl.newKey(folder.resolve("key.pem"));
        Shell.run(
                        "openssl",
                        "req",
                        "-x509",
                        "-key",
                        key.toString(),
                        "-subj",
                        "/OU=countersign/CN=signer-service",
                        "-days",
                        "1",
                        "-out",
                        folder.resolve("cert.pem").toString())
                .orFail();
        Identity stranger =
                Identity.in(folder).trusting(layout.identity("broker").ca());
        try (Admin admin = broker.as(stranger).admin()) {
            admin.describeCluster().nodes().get(20, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException | TimeoutException refused) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedCheckException("interrupted", e);
        }
    }

    public void startPostgres() {
        postgres = Postgres.start(
                ledger,
                new PostgresSettings(
                        PostgresBinaries.unpack(PostgresBinaries.sharedFolder(layout.root())),
                        layout.folder().resolve("postgres"),
                        ports.find(1).get(0),
                        layout.identity("postgres"),
                        layout.identity("admin")));
    }

    public Postgres postgres() {
        return postgres;
    }

    // --- services

    /** Starts the four services in the order in which they can trust one another; returns their names. */
    public List<String> startServices(Consumer<String> progress) throws IOException {
        configs = new ServiceConfigs(layout, softHsm.module(), broker.bootstrap(), postgres, ports);
        configs.write();
        ServiceProcess migration = ServiceProcess.launch(ledger, configs.auditMigration());
        FailedCheckException.require(
                migration.exitCode(SERVICE_START) == 0,
                "the audit database could not be migrated:\n" + Files.readString(migration.log()));
        for (String name : List.of("audit-service", "registry-service", "signer-service", "expiry-watcher")) {
            start(name);
            progress.accept(name + " ready (pid " + services.get(name).pid() + ")");
        }
        return List.copyOf(services.keySet());
    }

    /** The services that are alive and answer that they are ready, now. */
    public List<String> readyServices() {
        List<String> ready = new ArrayList<>();
        for (Map.Entry<String, ServiceProcess> entry : services.entrySet()) {
            if (entry.getValue().alive()) {
                entry.getValue().awaitReady(configs.opsPort(entry.getKey()), layout.identity("admin"), SERVICE_START);
                ready.add(entry.getKey());
            }
        }
        return ready;
    }

    public ServiceProcess start(String name) {
        ServiceProcess process = ServiceProcess.launch(ledger, configs.spec(name, softHsm.environment()));
        services.put(name, process);
        return process.awaitReady(configs.opsPort(name), layout.identity("admin"), SERVICE_START);
    }

    public ServiceProcess service(String name) {
        return services.get(name);
    }

    public ServiceConfigs configs() {
        return configs;
    }

    /** The command as this person uses it. */
    public Client client(String person) {
        return new Client(configs.context(person));
    }

    // --- the node

    public void startEtcd() {
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
                        healthcheck()));
    }

    private Identity healthcheck() {
        Path pki = layout.kubernetes().resolve("pki/etcd");
        return new Identity(
                "etcd-healthcheck-client",
                pki.resolve("healthcheck-client.key"),
                pki.resolve("healthcheck-client.crt"),
                pki.resolve("ca.crt"));
    }

    public Etcd etcd() {
        return etcd;
    }

    /** Serial of the certificate that etcd's client port shows, read by openssl; upper-case hex. */
    public String servedByEtcd() throws IOException {
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

    public void startAgent() throws IOException {
        ServiceSpec spec = configs.agent(etcd.clientPort(), healthcheck());
        services.put("agent", ServiceProcess.launch(ledger, spec));
    }

    // --- what outsiders see

    /** Waits for an event of this type about this lineage, read as the administrator. */
    public Event awaitEvent(EventType type, Lineage lineage, Duration limit) {
        Topic topic = type.topic().orElseThrow();
        KafkaAccess access = broker.as(layout.identity("admin"));
        try (org.apache.kafka.clients.consumer.Consumer<String, byte[]> records = access.consumer(Map.of())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < topic.partitions(); i++) {
                partitions.add(new TopicPartition(topic.wireName(), i));
            }
            records.assign(partitions);
            records.seekToBeginning(partitions);
            Instant end = Instant.now().plus(limit);
            while (Instant.now().isBefore(end)) {
                for (ConsumerRecord<String, byte[]> record : records.poll(Duration.ofMillis(500))) {
                    Event event = EventCodec.decode(topic, record.value());
                    if (event.type() == type && event.subject().equals(lineage.toString())) {
                        return event;
                    }
                }
            }
        } catch (UnreadableException e) {
            throw new FailedCheckException("a service wrote something unreadable to " + topic.wireName(), e);
        }
        throw new FailedCheckException("no " + type.wireName() + " for " + lineage + " within " + limit);
    }

    /** A copy of the log's public files, as an outsider would have fetched them. */
    public void copyLog(Path target) throws IOException {
        Path source = layout.auditLog();
        // The checkpoint first: the log grows meanwhile, and what was there under an older head stays there.
        Files.createDirectories(target);
        Files.copy(source.resolve("checkpoint"), target.resolve("checkpoint"), StandardCopyOption.REPLACE_EXISTING);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("checkpoint"))
                    .toList();
        }
        for (Path file : files) {
            Path copy = target.resolve(source.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Polls until it holds; a check that throws ends the wait, so that a failure shows itself. */
    public static void await(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(limit);
        while (!condition.call()) {
            FailedCheckException.require(Instant.now().isBefore(end), "waited " + limit + " in vain for " + what);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    // --- end

    /** Leaves every process running when this program ends; returns their pids, newest first. */
    public List<Long> keep() {
        kept = true;
        ledger.keepRunning();
        return ledger.alive();
    }

    public List<String> copyableCommands() {
        return configs.copyableCommands();
    }

    @Override
    public void close() {
        if (!kept) {
            ledger.close();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
