package io.countersign.registry.postgres;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.registry.core.Announcements;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.tlog.MerkleTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Events in the same transaction as the change they tell (design 5, Registry outbox).
 *
 * <p>Each row gets its place in its topic's partition: {@code seq} without gaps and {@code prevhash}, the log's leaf hash of the
 * event before. Both come from one counter row per partition, which is locked until commit. Rows are therefore written only when
 * the transaction is about to commit, in the order of their streams: two transactions never wait for each other.
 */
final class Outbox implements Announcements {
    /** Events whose very bytes are needed again: to submit them once more, to prove them in the log. */
    private static final Set<EventType> KEPT =
            Set.of(EventType.CSR_APPROVED, EventType.REVOCATION_APPROVED, EventType.TRUST_PUBLISHED);

    private final Sql sql;
    private boolean repeats;
    private final List<Draft> drafts = new ArrayList<>();

    Outbox(Sql sql) {
        this.sql = sql;
    }

    private record Draft(Event event, Topic topic, int partition) {
        String stream() {
            return topic.wireName() + "/" + partition;
        }
    }

    @Override
    public String announce(EventType type, String subject, Instant at, EventData data, Optional<String> causation) {
        Topic topic = type.topic().orElseThrow(() -> new IllegalArgumentException(type + " travels on no topic"));
        if (!topic.writers().contains(ServiceName.REGISTRY)) {
            throw new IllegalArgumentException("the registry does not write " + topic.wireName());
        }
        Event event = Event.of(type, ServiceName.REGISTRY.source(), subject, at, data, causation);
        drafts.add(new Draft(event, topic, Outbound.partition(topic, subject)));
        return event.id();
    }

    /** Writes the rows; the last thing before commit. @return whether there were any */
    boolean flush() {
        drafts.removeAll(toldBefore());
        drafts.sort(Comparator.comparing(Draft::stream));
        drafts.forEach(this::write);
        return repeats || !drafts.isEmpty();
    }

    /** Sends a kept event once more, in the place of its stream that it has: who knows it drops it as a double. */
    void repeat(String eventId, Instant at) {
        repeats |= sql.update(
                        """
                        insert into outbox (stream, seq, topic, partition, event_id, value, created_at)
                        select stream, seq, topic, partition, event_id, value, ? from kept_events where event_id = ?
                        on conflict (stream, seq) do update set sent_at = null
                        """,
                        at,
                        eventId)
                == 1;
    }

    /** Takes the ids in one order for everybody, and before any stream, so that two transactions cannot block each other. */
    private Set<Draft> toldBefore() {
        Set<Draft> again = new HashSet<>();
        drafts.stream()
                .filter(draft -> draft.topic().readers().contains(ServiceName.AUDIT))
                .sorted(Comparator.comparing(draft -> draft.event().id()))
                .filter(draft -> !isNews(draft.event().id()))
                .forEach(again::add);
        return again;
    }

    private boolean isNews(String eventId) {
        return sql.update("insert into told_events (event_id) values (?) on conflict do nothing", eventId) == 1;
    }

    private void write(Draft draft) {
        Event.Position place = nextPlace(draft.stream());
        Event told = draft.event();
        Event event = Event.of(
                told.type(),
                told.source(),
                told.subject(),
                told.time(),
                told.data(),
                told.causationId(),
                Optional.of(place));
        byte[] value = event.bytes();
        sql.update(
                """
                insert into outbox (stream, seq, topic, partition, event_id, value, created_at)
                values (?, ?, ?, ?, ?, ?, ?)
                """,
                place.stream(),
                place.seq(),
                draft.topic().wireName(),
                draft.partition(),
                event.id(),
                value,
                event.time());
        if (KEPT.contains(event.type())) {
            sql.update(
                    """
                    insert into kept_events (event_id, stream, seq, topic, partition, value) values (?, ?, ?, ?, ?, ?)
                    """,
                    event.id(),
                    place.stream(),
                    place.seq(),
                    draft.topic().wireName(),
                    draft.partition(),
                    value);
        }
        sql.update(
                "update outbox_streams set seq = ?, head = ? where stream = ?",
                place.seq(),
                MerkleTree.leafHash(value).bytes(),
                place.stream());
    }

    /** Locks the stream's counter. A stream begins at 1 behind 32 zero octets. */
    private Event.Position nextPlace(String stream) {
        sql.update(
                "insert into outbox_streams (stream, seq, head) values (?, 0, ?) on conflict (stream) do nothing",
                stream,
                new byte[32]);
        return sql.first(
                        row -> new Event.Position(stream, row.number("seq") + 1, Sha256.fromOctets(row.octets("head"))),
                        "select seq, head from outbox_streams where stream = ? for update",
                        stream)
                .orElseThrow(() -> new IllegalStateException("just written: " + stream));
    }
}
