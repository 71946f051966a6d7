package io.countersign.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka broker (KRaft, broker and controller in one) in its own JVM, known by its jars' path and never on our class
 * path. Mutual TLS 1.3 on both listeners, everything denied that no ACL allows.
 */
public final class Broker implements Running, AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    /** C1 and the serial collector: start in 2 s and 220 MB instead of 4 s and 280 MB (kafka-facts.md 2). */
    private static final List<String> FAST_START =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final ProcessLedger ledger;
    private final BrokerSettings settings;
    private ForkedProcess process;

    private Broker(ProcessLedger ledger, BrokerSettings settings) {
        this.ledger = ledger;
        this.settings = settings;
    }

    /** Formats an empty folder, starts, and returns when the broker answers its administrator. */
    public static Broker start(ProcessLedger ledger, BrokerSettings settings) {
        Broker broker = new Broker(ledger, settings);
        broker.start();
        return broker;
    }

    /** Starts again on the same data and ports, after {@link #stop()} or {@link #kill9()}. */
    public synchronized void start() {
        if (process != null && process.alive()) {
            throw new StackException("the broker runs already, pid " + process.pid());
        }
        writeConfiguration();
        if (!Files.exists(settings.data().resolve("meta.properties"))) {
            ForkedProcess.run(
                    "broker format",
                    java(
                            "kafka.tools.StorageTool",
                            "format",
                            "-t",
                            Uuid.randomUuid().toString(),
                            "-c",
                            settings.properties().toString(),
                            "--standalone"),
                    settings.log(),
                    START);
        }
        process = ForkedProcess.start(
                ledger, "broker", java("kafka.Kafka", settings.properties().toString()), Map.of(), settings.log());
        awaitAnswer();
    }

    /** {@code localhost:<port>} for {@code bootstrap.servers}. */
    public String bootstrap() {
        return "localhost:" + settings.clientPort();
    }

    /** Client factories of one identity; {@code ca} of the identity must hold the broker's issuer. */
    public KafkaAccess as(Identity identity) {
        return KafkaAccess.mutualTls(bootstrap(), identity);
    }

    public Admin admin() {
        return as(settings.admin()).admin();
    }

    /** The server.properties it runs with. */
    public Path configuration() {
        return settings.properties();
    }

    public Path log() {
        return settings.log();
    }

    /** Kills it with SIGKILL, as a power cut would. */
    public synchronized void kill9() {
        process.kill9();
    }

    @Override
    public synchronized void stop() {
        process.stop();
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public synchronized long pid() {
        return process.pid();
    }

    @Override
    public synchronized boolean alive() {
        return process.alive();
    }

    private void writeConfiguration() {
        Identity server = settings.server();
        PrivateFile.write(settings.keystore(), server.keyPem() + server.certPem());
        PrivateFile.write(settings.truststore(), server.caPem());
        PrivateFile.write(settings.properties(), settings.render());
    }

    private List<String> java(String mainClass, String... arguments) {
        try (var jars = Files.list(settings.lib())) {
            if (jars.noneMatch(jar -> jar.getFileName().toString().startsWith("kafka_2.13-"))) {
                throw new StackException("no broker in " + settings.lib() + ": build infra/broker first");
            }
        } catch (IOException failure) {
            throw new StackException("no broker in " + settings.lib() + ": build infra/broker first", failure);
        }
        List<String> command = new ArrayList<>();
        command.add(JavaHome.java());
        command.addAll(FAST_START);
        command.add("-Dorg.slf4j.simpleLogger.logFile=System.out");
        command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
        command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS");
        command.add("-cp");
        command.add(settings.lib() + "/*");
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    private void awaitAnswer() {
        ForkedProcess started = process;
        Wait.until("broker listens", START, () -> listens(started), started::logTail);
        try (Admin admin = admin()) {
            Wait.until(
                    "broker answers describeCluster",
                    START,
                    () -> {
                        started.requireAlive();
                        return !admin.describeCluster()
                                .nodes()
                                .get(5, TimeUnit.SECONDS)
                                .isEmpty();
                    },
                    started::logTail);
        }
    }

    private boolean listens(ForkedProcess started) {
        started.requireAlive();
        return Loopback.listens(settings.clientPort());
    }
}
