package io.countersign.registry.postgres;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Topic;
import io.countersign.registry.core.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox as the relay sees it. One session-wide advisory lock makes one relay the leader among all registries: order within
 * a stream needs a single sender. The lock dies with the connection, so a dead leader never blocks the next.
 */
public final class OutboxQueue implements AutoCloseable {
    /** Any number that no other user of this database takes. */
    private static final long LEADER_LOCK = 0x636f756e7465726fL;

    private static final Logger LOG = LoggerFactory.getLogger(OutboxQueue.class);

    private final DataSource pool;
    private Optional<Connection> lease = Optional.empty();

    public OutboxQueue(DataSource pool) {
        this.pool = pool;
    }

    /** One event to send: {@code value} is exactly what the row holds. */
    public record Row(long position, Topic topic, Bytes value) {}

    /** Takes or keeps the lead. @return whether this process leads */
    public boolean lead() {
        if (lease.isPresent()) {
            return true;
        }
        try {
            lease = tryLock(pool.getConnection());
            return lease.isPresent();
        } catch (SQLException failure) {
            throw Sql.failed("no connection for the outbox", failure);
        }
    }

    private static Optional<Connection> tryLock(Connection connection) throws SQLException {
        try {
            connection.setAutoCommit(true);
            boolean leads = new Sql(connection)
                    .first(row -> row.truth("leads"), "select pg_try_advisory_lock(?) as leads", LEADER_LOCK)
                    .orElse(false);
            if (leads) {
                return Optional.of(connection);
            }
            connection.close();
            return Optional.empty();
        } catch (SQLException | StoreException failure) {
            // The lock may have been given and the answer lost.
            end(connection);
            throw failure;
        }
    }

    /** The oldest events not yet sent. Needs the lead; an answer proves that this process led when it was given. */
    public List<Row> unsent(int most) {
        return leading()
                .list(
                        row -> new Row(
                                row.number("position"),
                                Topic.of(row.text("topic")).orElseThrow(),
                                row.bytes("value")),
                        "select position, topic, value from outbox where sent_at is null"
                                + " order by position limit ?",
                        most);
    }

    /** Marks events as sent. Needs the lead. */
    public void sent(List<Row> rows, Instant at) {
        Sql sql = leading();
        for (Row row : rows) {
            sql.update("update outbox set sent_at = ? where position = ?", at, row.position());
        }
    }

    /** Forgets events sent before {@code limit}. Needs the lead. @return how many */
    public int forgetSentBefore(Instant limit) {
        return leading().update("delete from outbox where sent_at < ?", limit);
    }

    /** Gives up the lead, for example after a failure: the connection may be broken. */
    public void yieldLead() {
        Optional<Connection> held = lease;
        lease = Optional.empty();
        try {
            if (held.isPresent()) {
                end(held.get());
            }
        } catch (SQLException broken) {
            throw Sql.failed("could not give up the outbox", broken);
        }
    }

    /** A pooled connection would keep a session lock. Where nobody answers that it is gone, only the session's end drops it. */
    private static void end(Connection leased) throws SQLException {
        try {
            new Sql(leased).first(row -> true, "select pg_advisory_unlock_all()");
        } catch (StoreException unanswered) {
            leased.abort(Runnable::run);
        }
        try {
            leased.close();
        } catch (SQLException closed) {
            // The pool takes an aborted connection back with the driver's complaint that it is closed, and drops it.
            LOG.debug("the pool dropped the outbox's connection: {}", closed.toString());
        }
    }

    @Override
    public void close() {
        yieldLead();
    }

    private Sql leading() {
        return new Sql(lease.orElseThrow(() -> new IllegalStateException("another process leads the outbox")));
    }
}
