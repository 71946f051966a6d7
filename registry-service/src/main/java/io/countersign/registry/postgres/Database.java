package io.countersign.registry.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.countersign.runtime.tls.MutualTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens the database as the service, and brings its tables up to date as the owner. */
public final class Database {
    /** A caller waits this long for a connection, then it is an outage. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    /** New connections take up a rotated certificate; old ones must not live for ever on the former one. */
    private static final Duration CONNECTION_LIFE = Duration.ofMinutes(10);

    private Database() {}

    /** The service's pool. Connects when first used, so that a service may start before its database. */
    public static HikariDataSource pool(DatabaseConfig config, MutualTls tls) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("registry");
        pool.setDataSource(source(config.url(), config.role(), tls));
        pool.setMaximumPoolSize(config.connections());
        pool.setConnectionTimeout(WAIT.toMillis());
        pool.setMaxLifetime(CONNECTION_LIFE.toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.setAutoCommit(true);
        return new HikariDataSource(pool);
    }

    /** Runs what migrations are missing, under the owner's own certificate. */
    public static void migrate(DatabaseConfig config, DatabaseConfig.Owner owner, MutualTls ownerTls) {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(source(config.url(), owner.role(), ownerTls))
                .locations("classpath:io/countersign/registry/postgres/migrations")
                .placeholders(Map.of("service_role", config.role()))
                .connectRetries(10)
                .load()
                .migrate();
    }

    private static DataSource source(String url, String role, MutualTls tls) {
        Path folder = tls.folder();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(role);
        // Every weaker mode accepts a wrong server name (system-facts.md 1.4).
        source.setSslMode("verify-full");
        source.setSslfactory(IdentitySocketFactory.class.getName());
        source.setSslfactoryarg(folder.toString());
        source.setConnectTimeout((int) WAIT.toSeconds());
        source.setSocketTimeout(60);
        source.setApplicationName("registry-service");
        return source;
    }
}
