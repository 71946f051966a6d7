package io.countersign.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real Postgres on loopback TCP only, mutual TLS 1.3, roles from the certificate's DN, durable settings.
 *
 * <p>Runs the embedding library's binaries through {@code pg_ctl} instead of that library's launcher, which turns fsync
 * off, holds a lock after a failed start and takes over whatever answers on the port (kafka-facts.md 4). As root the
 * server runs in a user namespace of its own ({@code unshare -U}): it refuses uid 0.
 */
public final class Postgres implements Running, AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final PostgresSettings settings;
    private final PostmasterPid pidFile;

    private Postgres(PostgresSettings settings) {
        this.settings = settings;
        this.pidFile = new PostmasterPid(settings.data());
    }

    /** Initialises an empty folder (roles and databases of {@link ProductDatabase}), starts, and returns when it answers. */
    public static Postgres start(ProcessLedger ledger, PostgresSettings settings) {
        Postgres postgres = new Postgres(settings);
        postgres.start();
        ledger.add(postgres);
        return postgres;
    }

    /** Starts again on the same data and port. @throws StackException when a server of this folder still runs */
    public void start() {
        pidFile.server().ifPresent(orphan -> {
            throw new StackException("Postgres of " + settings.folder() + " runs already, pid " + orphan.pid());
        });
        pidFile.removeStale();
        PrivateFile.write(settings.configuration(), settings.renderConfiguration());
        PrivateFile.write(settings.hba(), settings.renderHba());
        PrivateFile.write(settings.ident(), settings.renderIdent());
        if (!Files.exists(settings.data().resolve("PG_VERSION"))) {
            run(
                    "initdb",
                    START,
                    "-D",
                    settings.data().toString(),
                    "-U",
                    "postgres",
                    "-A",
                    "reject",
                    "--no-locale",
                    "-E",
                    "UTF8");
        }
        controlStart();
        for (ProductDatabase database : ProductDatabase.values()) {
            database.createIfMissing(this);
        }
    }

    private void controlStart() {
        run(
                "pg_ctl",
                START,
                "start",
                "-w",
                "-t",
                Long.toString(START.toSeconds()),
                "-D",
                settings.data().toString(),
                "-l",
                settings.log().toString(),
                "-o",
                "-c config_file=" + settings.configuration());
    }

    public int port() {
        return settings.port();
    }

    public Path log() {
        return settings.log();
    }

    /** JDBC URL without identity; {@code localhost}, because the server's certificate is checked in full. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + port() + "/" + database;
    }

    /** Connections of {@code role} to {@code database} with that identity's certificate; nothing is opened yet. */
    public PGSimpleDataSource dataSource(String database, String role, Identity identity) {
        PGSimpleDataSource source = withoutCertificate(database, role, identity);
        source.setSslCert(identity.cert().toString());
        source.setSslKey(identity.key().toString());
        return source;
    }

    /** TLS that trusts the server and shows no certificate: what it has to refuse. */
    public PGSimpleDataSource withoutCertificate(String database, String role, Identity trust) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(database));
        source.setUser(role);
        source.setSslMode("verify-full");
        source.setSslRootCert(trust.ca().toString());
        try {
            // The driver takes a PEM key for RSA unless told otherwise (system-facts.md 1.4).
            source.setProperty("pemKeyAlgorithm", "EC");
        } catch (SQLException unknownProperty) {
            throw new StackException("driver without pemKeyAlgorithm", unknownProperty);
        }
        return source;
    }

    /** A connection of the superuser. */
    public Connection admin(String database) {
        try {
            return dataSource(database, "postgres", settings.admin()).getConnection();
        } catch (SQLException refused) {
            throw new StackException("administrator cannot connect\n" + LogTail.of(settings.log()), refused);
        }
    }

    /** Drops and creates anew one of the product's databases, cutting its connections: a fresh start for a test class. */
    public void recreate(ProductDatabase database) {
        database.drop(this);
        database.createIfMissing(this);
    }

    /** SIGKILL to the server, as a power cut would; its workers see it and end, which is waited for. */
    public void kill9() {
        pidFile.server().ifPresent(server -> {
            List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
            all.add(server);
            server.destroyForcibly();
            all.forEach(Postgres::awaitEnd);
        });
    }

    /** Fast shutdown: cuts connections, writes a checkpoint. */
    @Override
    public void stop() {
        pidFile.server().ifPresent(server -> {
            run("pg_ctl", STOP, "stop", "-D", settings.data().toString(), "-m", "fast", "-w");
            awaitEnd(server);
        });
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public long pid() {
        return pidFile.server()
                .orElseThrow(() -> new StackException("Postgres does not run"))
                .pid();
    }

    @Override
    public boolean alive() {
        return pidFile.server().isPresent();
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while Postgres ends", interrupted);
        } catch (ExecutionException | TimeoutException stillThere) {
            throw new StackException("Postgres pid " + process.pid() + " does not end", stillThere);
        }
    }

    private void run(String program, Duration limit, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.add("unshare");
            command.add("-U");
        }
        command.add(settings.binaries().resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        ForkedProcess.run(program, command, settings.log(), limit);
    }
}
