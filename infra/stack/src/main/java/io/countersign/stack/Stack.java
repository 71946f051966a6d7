package io.countersign.stack;

import io.countersign.contracts.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * One broker, one Postgres and one PKI for the tests of a JVM. Each part starts when first asked for, on a folder of its own
 * below the build's output; {@link #close()} stops all and deletes the data.
 */
public final class Stack implements AutoCloseable {
    /** Trust domain of every test certificate. */
    public static final String TRUST_DOMAIN = "countersign.test";

    private final Path folder;
    private final ProcessLedger ledger = new ProcessLedger();
    private final SecureRandom random = new SecureRandom();
    private final FreePorts ports = new FreePorts(random);
    private final StackPki pki;
    private final Map<String, Identity> identities = new HashMap<>();
    private Broker broker;
    private Postgres postgres;

    public Stack(Path folder) {
        this.folder = folder.toAbsolutePath();
        this.pki = new StackPki(this.folder.resolve("pki"), TRUST_DOMAIN, InstantSource.system(), random);
    }

    /** In a new folder below {@code java.io.tmpdir}, which the build points at the module's target. */
    public static Stack fresh() {
        try {
            return new Stack(Files.createTempDirectory("stack-"));
        } catch (IOException failure) {
            throw new StackException("no folder for the stack", failure);
        }
    }

    /** The forked broker, with the product's topics and ACLs. */
    public synchronized Broker broker() {
        if (broker == null) {
            List<Integer> free = ports.find(2);
            broker = Broker.start(
                    ledger,
                    new BrokerSettings(
                            BrokerSettings.libIn(BrokerSettings.repositoryRoot()),
                            folder.resolve("broker"),
                            free.get(0),
                            free.get(1),
                            identity("broker"),
                            identity("admin")));
            try (Admin admin = broker.admin()) {
                Topics.create(admin);
            }
        }
        return broker;
    }

    /** The database server, with the databases of {@link ProductDatabase}, still without tables. */
    public synchronized Postgres postgres() {
        if (postgres == null) {
            postgres = Postgres.start(
                    ledger,
                    new PostgresSettings(
                            PostgresBinaries.unpack(PostgresBinaries.sharedFolder(BrokerSettings.repositoryRoot())),
                            folder.resolve("postgres"),
                            ports.find(1).get(0),
                            identity("postgres"),
                            identity("admin")));
        }
        return postgres;
    }

    public StackPki pki() {
        return pki;
    }

    public ProcessLedger ledger() {
        return ledger;
    }

    public FreePorts ports() {
        return ports;
    }

    /** A folder for a test's own files. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve("work").resolve(name));
        } catch (IOException failure) {
            throw new StackException("no folder " + name, failure);
        }
    }

    /** The identity of that name under the services CA; the same files each time. */
    public synchronized Identity identity(String name) {
        return identities.computeIfAbsent(name, pki::issue);
    }

    public Identity identity(ServiceName service) {
        return identity(service.wireName());
    }

    /** Kafka as a service sees it. */
    public KafkaAccess kafka(ServiceName service) {
        return broker().as(identity(service));
    }

    /** Kafka as the administrator sees it. */
    public Admin admin() {
        return broker().admin();
    }

    /** Empties every product topic by deleting and creating it; the topics get new ids. */
    public void resetTopics() {
        try (Admin admin = admin()) {
            Topics.delete(admin);
            Topics.create(admin);
        }
    }

    /** A topic of a test's own that {@code principals} may read and write. @return its name */
    public String freshTopic(int partitions, String... principals) {
        String name = "test-" + Long.toHexString(random.nextLong());
        try (Admin admin = admin()) {
            Topics.await(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all());
            for (String principal : principals) {
                Topics.grant(admin, Topics.readWrite(principal, name));
            }
            Topics.awaitTopics(admin, List.of(name));
        }
        return name;
    }

    /** Stops every process, also the ones tests entered in the ledger, and deletes what broker and database stored. */
    @Override
    public synchronized void close() {
        ledger.close();
        ports.close();
        for (String part : List.of("broker/data", "postgres/data")) {
            if (Files.exists(folder.resolve(part))) {
                Folders.delete(folder.resolve(part));
            }
        }
    }
}
