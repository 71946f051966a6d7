package io.countersign.registry.postgres;

import io.countersign.contracts.Sha256;
import io.countersign.registry.core.Resubmissions;
import io.countersign.registry.postgres.Sql.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class PostgresResubmissions implements Resubmissions {
    private final Sql sql;
    private final Outbox outbox;

    PostgresResubmissions(Sql sql, Outbox outbox) {
        this.sql = sql;
        this.outbox = outbox;
    }

    @Override
    public void submitted(String request, Sha256 order, String event, Instant useBy) {
        sql.update(
                "insert into resubmissions (event_id, request, order_digest, use_by) values (?, ?, ?, ?)"
                        + " on conflict do nothing",
                event,
                request,
                order,
                useBy);
    }

    @Override
    public Optional<Item> find(String request, Sha256 order) {
        return sql.first(
                PostgresResubmissions::read,
                "select * from resubmissions where request = ? and order_digest = ? order by use_by desc limit 1",
                request,
                order);
    }

    @Override
    public void schedule(Item item, Instant dueAt) {
        sql.update("update resubmissions set due_at = ? where event_id = ?", dueAt, item.event());
    }

    @Override
    public List<Item> due(Instant now, int most) {
        return sql.list(
                PostgresResubmissions::read,
                "select * from resubmissions where due_at <= ? order by due_at limit ? for update skip locked",
                now,
                most);
    }

    @Override
    public void repeat(Item item, Instant now) {
        sql.update(
                "update resubmissions set due_at = null, tries = ? where event_id = ?", item.tries() + 1, item.event());
        outbox.repeat(item.event(), now);
    }

    @Override
    public void drop(Item item) {
        sql.update("update resubmissions set due_at = null where event_id = ?", item.event());
    }

    @Override
    public void forgetPast(Instant now) {
        sql.update(
                "delete from kept_events where event_id in (select event_id from resubmissions where use_by <= ?)",
                now);
        sql.update("delete from resubmissions where use_by <= ?", now);
    }

    private static Item read(Row row) throws SQLException {
        return new Item(
                row.text("request"),
                row.digest("order_digest"),
                row.text("event_id"),
                row.instant("use_by"),
                (int) row.number("tries"),
                row.optionalInstant("due_at"));
    }
}
