package io.countersign.registry.postgres;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Rows of the outbox that the brokers have. Every call is a transaction of its own and holds no connection behind it. */
public final class SentEvents {
    /** Topics whose events never become leaves: the audit-service does not read them. */
    private static final List<String> UNLOGGED = Arrays.stream(Topic.values())
            .filter(topic -> !topic.readers().contains(ServiceName.AUDIT))
            .map(Topic::wireName)
            .toList();

    private static final String LIST_OF_UNLOGGED =
            UNLOGGED.stream().map(name -> "?").collect(Collectors.joining(", ", "(", ")"));

    private final DataSource pool;

    public SentEvents(DataSource pool) {
        this.pool = pool;
    }

    /** One event that the log records: {@code value} is exactly what was sent, and so the leaf. */
    public record Row(long position, String eventId, Bytes value) {}

    private interface Work<T> {
        T over(Sql sql);
    }

    /** What the log should hold, in the order it was sent, behind a position. */
    public List<Row> toBeProved(long behind, Instant sentBefore, int most) {
        return run(sql -> sql.list(
                row -> new Row(row.number("position"), row.text("event_id"), row.bytes("value")),
                "select position, event_id, value from outbox where sent_at < ? and position > ? and topic not in "
                        + LIST_OF_UNLOGGED + " order by position limit ?",
                parameters(List.of(sentBefore, behind), List.of(most))));
    }

    /** How many events were sent and are still here. */
    public long count() {
        return run(
                sql -> sql.first(row -> row.number("n"), "select count(*) as n from outbox where sent_at is not null")
                        .orElse(0L));
    }

    /** Deletes these, if they were sent. @return how many */
    public int delete(Collection<Row> rows) {
        return run(sql -> {
            int deleted = 0;
            for (Row row : rows) {
                deleted += sql.update("delete from outbox where position = ? and sent_at is not null", row.position());
            }
            return deleted;
        });
    }

    /** Deletes what was sent and no log will ever hold: latest states, which the tables here tell again. @return how many */
    public int deleteUnlogged(int most) {
        return run(sql -> sql.update(
                "delete from outbox where position in (select position from outbox where sent_at is not null and topic in "
                        + LIST_OF_UNLOGGED + " order by position limit ?)",
                parameters(List.of(), List.of(most))));
    }

    private static Object[] parameters(List<Object> before, List<Object> after) {
        return Stream.of(before, UNLOGGED, after).flatMap(Collection::stream).toArray();
    }

    private <T> T run(Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(true);
            return work.over(new Sql(connection));
        } catch (SQLException failure) {
            throw Sql.failed("no connection for what was sent", failure);
        }
    }
}
