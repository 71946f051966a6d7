package io.countersign.contracts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One event: a CloudEvents 1.0 envelope around typed data. Its {@link #bytes} are made once and never again: outbox row = Kafka
 * value = log leaf.
 *
 * <p>The id is the SHA-256 of type, subject and the data without its {@linkplain EventType#varying varying members}, so the same
 * happening has the same id however often it is told; time and trace do not count.
 */
public final class Event {
    /** A log entry holds 65,535 octets (C2SP tlog-tiles); the rest is room for what wraps an event. */
    public static final int MAX_OCTETS = 60_000;

    static final int MAX_RECEIPT_OCTETS = 80_000;

    /** Position in a gapless per-stream chain: what makes an omission visible. */
    public record Position(String stream, long seq, Sha256 prevHash) {}

    private final EventType type;
    private final String id;
    private final String source;
    private final String subject;
    private final Instant time;
    private final EventData data;
    private final Optional<String> causationId;
    private final Optional<Position> position;
    private final byte[] bytes;

    /** Used by the codec, which has checked that the bytes say the rest. */
    Event(
            EventType type,
            String id,
            String source,
            String subject,
            Instant time,
            EventData data,
            Optional<String> causationId,
            Optional<Position> position,
            byte[] bytes) {
        this.type = type;
        this.id = id;
        this.source = source;
        this.subject = subject;
        this.time = time;
        this.data = data;
        this.causationId = causationId;
        this.position = position;
        this.bytes = bytes;
    }

    /**
     * A new event.
     *
     * @param source CloudEvents source, see {@link ServiceName#source}
     * @param subject what it is about; also the record key
     * @param time when it happened; kept in milliseconds
     * @param causationId id of the event that led to this one
     */
    public static Event of(
            EventType type, String source, String subject, Instant time, EventData data, Optional<String> causationId) {
        return of(type, source, subject, time, data, causationId, Optional.empty());
    }

    /** A new event with its place in a stream. */
    public static Event of(
            EventType type,
            String source,
            String subject,
            Instant time,
            EventData data,
            Optional<String> causationId,
            Optional<Position> position) {
        if (!type.dataType().isInstance(data)) {
            throw new IllegalArgumentException(
                    type.wireName() + " takes " + type.dataType() + ", not " + data.getClass());
        }
        Instant when = time.truncatedTo(ChronoUnit.MILLIS);
        ObjectNode dataTree = Json.TOLERANT.valueToTree(data);
        String id = EventCodec.id(type, subject, dataTree);
        byte[] bytes = EventCodec.encode(type, id, source, subject, when, dataTree, causationId, position);
        if (bytes.length > type.maxOctets()) {
            throw new IllegalArgumentException(type.wireName() + " of " + subject + " has " + bytes.length
                    + " octets, more than " + type.maxOctets());
        }
        return new Event(type, id, source, subject, when, data, causationId, position, bytes);
    }

    public EventType type() {
        return type;
    }

    public String id() {
        return id;
    }

    public String source() {
        return source;
    }

    public String subject() {
        return subject;
    }

    public Instant time() {
        return time;
    }

    public EventData data() {
        return data;
    }

    /** The data as the record its type names. */
    public <T extends EventData> T data(Class<T> shape) {
        return shape.cast(data);
    }

    public Optional<String> causationId() {
        return causationId;
    }

    public Optional<Position> position() {
        return position;
    }

    /** The canonical bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return type.wireName() + " " + subject + " " + id;
    }
}
