package io.countersign.registry.postgres;

import io.countersign.contracts.Lineage;
import io.countersign.registry.core.Timeline;
import io.countersign.registry.core.TimelineEntry;
import io.countersign.registry.postgres.Sql.Row;
import java.sql.SQLException;
import java.util.List;

final class PostgresTimeline implements Timeline {
    /** Enough for a person; the log holds the rest. */
    private static final int MOST = 500;

    private final Sql sql;

    PostgresTimeline(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean add(TimelineEntry entry) {
        return sql.update(
                        """
                        insert into timeline (at, lineage, request, what, detail, event_id) values (?, ?, ?, ?, ?, ?)
                        on conflict (event_id) do nothing
                        """,
                        entry.at(),
                        entry.lineage(),
                        entry.request(),
                        entry.what(),
                        entry.detail(),
                        entry.event())
                == 1;
    }

    @Override
    public List<TimelineEntry> ofRequest(String request) {
        return list("request", request);
    }

    @Override
    public List<TimelineEntry> ofLineage(Lineage lineage) {
        return list("lineage", lineage.toString());
    }

    private List<TimelineEntry> list(String column, String value) {
        return sql.list(
                PostgresTimeline::read,
                "select * from (select * from timeline where " + column
                        + " = ? order by position desc limit ?) as latest order by position",
                value,
                MOST);
    }

    private static TimelineEntry read(Row row) throws SQLException {
        return new TimelineEntry(
                row.instant("at"),
                Lineage.parse(row.text("lineage")),
                row.optionalText("request"),
                row.text("what"),
                row.optionalText("detail"),
                row.optionalText("event_id"));
    }
}
