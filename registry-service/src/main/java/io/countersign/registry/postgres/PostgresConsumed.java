package io.countersign.registry.postgres;

import io.countersign.registry.core.ConsumedOffsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class PostgresConsumed implements ConsumedOffsets {
    /** Any number that no other user of this database takes; rows alone cannot be locked while there are none. */
    private static final long PROJECTION_LOCK = 0x636f756e7465726aL;

    private final Sql sql;

    PostgresConsumed(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Map<String, Position> lock() {
        sql.list(row -> true, "select true as locked from pg_advisory_xact_lock(?)", PROJECTION_LOCK);
        Map<String, String> ids = new HashMap<>();
        Map<String, Map<Integer, Long>> next = new HashMap<>();
        List<Row> rows = sql.list(
                row -> new Row(
                        row.text("topic"),
                        row.text("topic_id"),
                        (int) row.number("partition"),
                        row.number("next_offset")),
                "select * from consumed");
        for (Row row : rows) {
            ids.put(row.topic(), row.topicId());
            next.computeIfAbsent(row.topic(), topic -> new HashMap<>()).put(row.partition(), row.next());
        }
        Map<String, Position> positions = new HashMap<>();
        ids.forEach((topic, id) -> positions.put(topic, new Position(id, next.get(topic))));
        return positions;
    }

    @Override
    public void advance(String topic, Position position) {
        put(
                topic,
                position,
                "case when consumed.topic_id = excluded.topic_id"
                        + " then greatest(consumed.next_offset, excluded.next_offset) else excluded.next_offset end");
    }

    @Override
    public void reset(String topic, Position position) {
        put(topic, position, "excluded.next_offset");
    }

    private void put(String topic, Position position, String next) {
        position.next()
                .forEach((partition, offset) -> sql.update(
                        "insert into consumed (topic, partition, topic_id, next_offset) values (?, ?, ?, ?)"
                                + " on conflict (topic, partition) do update set next_offset = " + next
                                + ", topic_id = excluded.topic_id",
                        topic,
                        partition,
                        position.topicId(),
                        offset));
    }

    private record Row(String topic, String topicId, int partition, long next) {}
}
