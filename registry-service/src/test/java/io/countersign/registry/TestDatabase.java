package io.countersign.registry;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.contracts.ServiceName;
import io.countersign.registry.postgres.Database;
import io.countersign.registry.postgres.DatabaseConfig;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.ProductDatabase;
import io.countersign.stack.Stack;
import java.util.Optional;
import javax.sql.DataSource;

/** The registry's tables, empty and up to date, under the service's own role. */
public final class TestDatabase implements AutoCloseable {
    private final MutualTls tls;
    private final HikariDataSource pool;

    public TestDatabase(Stack stack) throws Exception {
        stack.postgres().recreate(ProductDatabase.REGISTRY);
        DatabaseConfig.Owner owner = new DatabaseConfig.Owner(
                "registry_owner", stack.identity("registry-owner").folder());
        DatabaseConfig config =
                new DatabaseConfig(stack.postgres().jdbcUrl("registry"), "registry", 10, Optional.of(owner));
        try (MutualTls ownerTls = MutualTls.open(owner.identity())) {
            Database.migrate(config, owner, ownerTls);
        }
        tls = MutualTls.open(stack.identity(ServiceName.REGISTRY).folder());
        pool = Database.pool(config, tls);
    }

    public DataSource pool() {
        return pool;
    }

    /** The registry's identity, as open as the database. */
    public MutualTls tls() {
        return tls;
    }

    @Override
    public void close() {
        pool.close();
        tls.close();
    }
}
