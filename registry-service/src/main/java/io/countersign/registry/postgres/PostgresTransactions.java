package io.countersign.registry.postgres;

import io.countersign.contracts.RefusedException;
import io.countersign.registry.core.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions over pooled connections, READ COMMITTED with row locks where order matters. */
public final class PostgresTransactions implements Transactions {
    private final DataSource pool;
    private final Runnable onAnnounced;

    /**
     * Transactions over a pool.
     *
     * @param onAnnounced called after a commit that left events to send; must not block
     */
    public PostgresTransactions(DataSource pool, Runnable onAnnounced) {
        this.pool = pool;
        this.onAnnounced = onAnnounced;
    }

    @Override
    public <T> T run(Work<T> work) throws RefusedException {
        boolean announced;
        T result;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            PostgresStores stores = new PostgresStores(connection);
            try {
                result = work.in(stores);
                announced = stores.flushOutbox();
                connection.commit();
            } catch (RefusedException | RuntimeException | SQLException failure) {
                rollBack(connection, failure);
                throw failure;
            }
        } catch (SQLException failure) {
            throw Sql.failed("database failed", failure);
        }
        if (announced) {
            onAnnounced.run();
        }
        return result;
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            cause.addSuppressed(broken);
        }
    }
}
