package io.countersign.audit.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.countersign.runtime.tls.MutualTls;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections over mutual TLS, in a small bounded pool that follows the identity's rotation. */
public final class Database implements AutoCloseable {
    /** Intake, head, and two for readers. */
    private static final int CONNECTIONS = 4;
    /** A lost server shows within this time; the log then waits, it does not queue. */
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private static final Duration STATEMENT = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final MutualTls tls;
    private final Runnable onIdentity;

    private Database(HikariDataSource pool, MutualTls tls) {
        this.pool = pool;
        this.tls = tls;
        this.onIdentity = () -> pool.getHikariPoolMXBean().softEvictConnections();
        tls.onChange(onIdentity);
    }

    /** Opens nothing yet: a server that is away is an outage of the first statement, not of the start. */
    public static Database open(DatabaseConfig config, MutualTls tls) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("audit-database");
        pool.setJdbcUrl(url(config));
        pool.setUsername(config.role());
        pool.setDataSourceProperties(connection(tls));
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(CONNECT.toMillis());
        pool.setValidationTimeout(CONNECT.toMillis());
        pool.setMaxLifetime(Duration.ofMinutes(10).toMillis());
        pool.setInitializationFailTimeout(-1);
        return new Database(new HikariDataSource(pool), tls);
    }

    public DataSource source() {
        return pool;
    }

    /** Brings the tables up to date; only the owner role may, under its own identity. */
    public static int migrate(DatabaseConfig config, MutualTls tls) throws SQLException {
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(url(config));
        owner.setUser(config.role());
        Properties connection = connection(tls);
        for (String name : connection.stringPropertyNames()) {
            owner.setProperty(name, connection.getProperty(name));
        }
        return Flyway.configure()
                .dataSource(owner)
                .locations("classpath:db/migration")
                .load()
                .migrate()
                .migrationsExecuted;
    }

    private static String url(DatabaseConfig config) {
        return "jdbc:postgresql://" + config.host() + ":" + config.port() + "/" + config.name();
    }

    private static Properties connection(MutualTls tls) {
        Properties connection = new Properties();
        connection.setProperty("sslmode", "verify-full");
        connection.setProperty("sslfactory", IdentitySocketFactory.class.getName());
        connection.setProperty("sslfactoryarg", tls.folder().toString());
        connection.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        connection.setProperty("socketTimeout", Long.toString(STATEMENT.toSeconds()));
        connection.setProperty("ApplicationName", "audit-service");
        return connection;
    }

    @Override
    public void close() {
        tls.removeListener(onIdentity);
        pool.close();
    }
}
