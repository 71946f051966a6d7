package io.countersign.registry.postgres;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The outbox as the relay sees it. One session-wide advisory lock makes one relay the leader among all registries: order within
 * a stream needs a single sender. The lock dies with the connection, so a dead leader never blocks the next.
 */
public final class OutboxQueue implements AutoCloseable {
    /** Any number that no other user of this database takes. */
    private static final long LEADER_LOCK = 0x636f756e7465726fL;

    private final DataSource pool;
    private Optional<Connection> lease = Optional.empty();

    public OutboxQueue(DataSource pool) {
        this.pool = pool;
    }

    /** One event to send: {@code value} is exactly what the row holds. */
    public record Row(long position, Topic topic, Bytes value) {}

    /** Takes or keeps the lead. @return whether this process leads */
    public boolean lead() {
        try {
            if (lease.isPresent()) {
                return true;
            }
            Connection connection = pool.getConnection();
            connection.setAutoCommit(true);
            boolean leads = new Sql(connection)
                    .first(row -> row.truth("leads"), "select pg_try_advisory_lock(?) as leads", LEADER_LOCK)
                    .orElse(false);
            if (leads) {
                lease = Optional.of(connection);
            } else {
                connection.close();
            }
            return leads;
        } catch (SQLException failure) {
            throw Sql.failed("no connection for the outbox", failure);
        }
    }

    /** The oldest events not yet sent. Needs the lead. */
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

    /** How many events wait. */
    public long waiting() {
        return leading()
                .first(row -> row.number("n"), "select count(*) as n from outbox where sent_at is null")
                .orElse(0L);
    }

    /** Gives up the lead, for example after a failure: the connection may be broken. */
    public void yieldLead() {
        Optional<Connection> held = lease;
        lease = Optional.empty();
        if (held.isPresent()) {
            try (Connection connection = held.get()) {
                // A pooled connection would keep a session lock; ending the session is the only sure way to drop it.
                connection.abort(Runnable::run);
            } catch (SQLException broken) {
                throw Sql.failed("could not give up the outbox", broken);
            }
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
