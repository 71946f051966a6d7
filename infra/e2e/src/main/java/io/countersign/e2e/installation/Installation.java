package io.countersign.e2e.installation;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Topic;
import io.countersign.stack.Broker;
import io.countersign.stack.BrokerSettings;
import io.countersign.stack.Etcd;
import io.countersign.stack.Folders;
import io.countersign.stack.FreePorts;
import io.countersign.stack.Identity;
import io.countersign.stack.Postgres;
import io.countersign.stack.PostgresBinaries;
import io.countersign.stack.PostgresSettings;
import io.countersign.stack.ProcessLedger;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.SoftHsm;
import io.countersign.stack.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

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
    private final ControlPlaneNode node;
    private ServiceConfigs configs;
    private boolean kept;

    private Installation(Layout layout) {
        this.layout = layout;
        this.node = new ControlPlaneNode(layout, ledger, ports);
    }

    /** An installation in an empty folder; what an earlier one left there is deleted. */
    public static Installation fresh(Path root, Path folder) throws IOException {
        if (Files.exists(folder)) {
            Folders.delete(folder);
        }
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
        return ceremony().hold();
    }

    /** Checks what the ceremony wrote, from its files alone; returns the verdict. */
    public String verifyCeremony() throws IOException {
        return ceremony().verify();
    }

    public String ceremonySummary() throws IOException {
        return ceremony().summary();
    }

    private Ceremony ceremony() {
        return new Ceremony(layout, ledger, softHsm);
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
        return outside().brokerRefusesStrangers();
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
        configs.copyFirstCrls();
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
        return awaitReady(name, launch(name, UnaryOperator.identity()));
    }

    /** Starts a service as altered, for example with the main of a test, and returns at once. */
    public ServiceProcess launch(String name, UnaryOperator<ServiceSpec> altered) {
        ServiceProcess process = launch(altered.apply(spec(name)));
        services.put(name, process);
        return process;
    }

    /** How this service is started here, for somebody who starts one more or another. */
    public ServiceSpec spec(String name) {
        return configs.spec(name, softHsm.environment());
    }

    /** Starts one more program, which ends with this installation at the latest. */
    public ServiceProcess launch(ServiceSpec spec) {
        return ServiceProcess.launch(ledger, spec);
    }

    public ServiceProcess awaitReady(String name, ServiceProcess process) {
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
        node.startEtcd();
    }

    public Etcd etcd() {
        return node.etcd();
    }

    /**
     * What etcd answers this client, who makes a handshake of his own.
     *
     * @throws IOException when etcd refuses the handshake
     */
    public String askEtcd(Identity client) throws IOException {
        return node.health(client);
    }

    /** Serial of the certificate that etcd's client port shows, read by openssl; upper-case hex. */
    public String servedByEtcd() throws IOException {
        return node.servedByEtcd();
    }

    public void startAgent() {
        services.put(
                "agent", ServiceProcess.launch(ledger, configs.agent(node.etcd().clientPort(), node.healthcheck())));
    }

    /** Ends the node's etcd and agent, as somebody wants who shares the installation. */
    public void stopNode() {
        services.remove("agent").terminate(SERVICE_START);
        node.etcd().stop();
    }

    // --- what outsiders see

    /** Waits for an event of this type about this lineage, read as the administrator. */
    public Event awaitEvent(EventType type, Lineage lineage, Duration limit) {
        return outside().awaitEvent(type, lineage, limit);
    }

    /** A copy of the log's public files, as an outsider would have fetched them. */
    public void copyLog(Path target) throws IOException {
        outside().copyLog(target);
    }

    private Outside outside() {
        return new Outside(layout, broker);
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
        ports.close();
    }
}
