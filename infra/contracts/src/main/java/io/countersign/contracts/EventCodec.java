package io.countersign.contracts;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Events to bytes and back: CloudEvents 1.0 structured mode in canonical JSON. Reading is deny by default: size, form,
 * attributes, type, data and id are checked before anyone sees the event.
 */
public final class EventCodec {
    private static final Set<String> ATTRIBUTES = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "data",
            "causationid",
            "traceparent",
            "stream",
            "seq",
            "prevhash");

    private static final Pattern SEQ = Pattern.compile("0|[1-9][0-9]{0,18}");

    private EventCodec() {}

    /** Reads an event from a topic: its type must belong there. */
    public static Event decode(Topic topic, byte[] value) throws UnreadableException {
        Event event = decode(value);
        if (event.type().topic().filter(topic::equals).isEmpty()) {
            throw new UnreadableException(
                    UnreadableReason.UNKNOWN_TYPE, event.type().wireName() + " does not belong on " + topic.wireName());
        }
        return event;
    }

    /** Reads an event from anywhere, for example a log leaf. */
    public static Event decode(byte[] value) throws UnreadableException {
        if (value.length > Event.MAX_RECEIPT_OCTETS) {
            throw new UnreadableException(UnreadableReason.TOO_LARGE, value.length + " octets");
        }
        ObjectNode tree = object(value);
        if (!Json.isCanonical(value)) {
            throw new UnreadableException(UnreadableReason.NOT_CANONICAL, "not in the form of RFC 8785");
        }
        for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!ATTRIBUTES.contains(name)) {
                throw new UnreadableException(UnreadableReason.NOT_AN_EVENT, "unknown attribute " + name);
            }
        }
        require("1.0".equals(text(tree, "specversion")), "specversion must be 1.0");
        require("application/json".equals(text(tree, "datacontenttype")), "datacontenttype must be application/json");
        String wireType = text(tree, "type");
        EventType type = EventType.of(wireType)
                .orElseThrow(() -> new UnreadableException(UnreadableReason.UNKNOWN_TYPE, "type " + wireType));
        if (value.length > type.maxOctets()) {
            throw new UnreadableException(UnreadableReason.TOO_LARGE, value.length + " octets");
        }
        if (!(tree.get("data") instanceof ObjectNode dataTree)) {
            throw new UnreadableException(UnreadableReason.NOT_AN_EVENT, "data must be an object");
        }
        optionalText(tree, "traceparent");
        String subject = text(tree, "subject");
        String id = text(tree, "id");
        if (!id.equals(id(type, subject, dataTree))) {
            throw new UnreadableException(UnreadableReason.ID_MISMATCH, "id " + id + " of " + wireType);
        }
        return new Event(
                type,
                id,
                text(tree, "source"),
                subject,
                time(text(tree, "time")),
                data(type, dataTree),
                optionalText(tree, "causationid"),
                position(tree),
                value.clone());
    }

    /** The event id: base64url SHA-256 of type, subject and the data without its varying members. */
    static String id(EventType type, String subject, ObjectNode data) {
        ObjectNode meaning = JsonNodeFactory.instance.objectNode();
        meaning.put("type", type.wireName());
        meaning.put("subject", subject);
        meaning.set("data", data.deepCopy().without(type.varying()));
        return Sha256.of(Json.canonical(meaning)).toString();
    }

    static byte[] encode(
            EventType type,
            String id,
            String source,
            String subject,
            Instant time,
            ObjectNode data,
            Optional<String> causationId,
            Optional<Event.Position> position) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("specversion", "1.0");
        tree.put("id", id);
        tree.put("source", source);
        tree.put("type", type.wireName());
        tree.put("subject", subject);
        tree.put("time", time.toString());
        tree.put("datacontenttype", "application/json");
        tree.set("data", data);
        causationId.ifPresent(cause -> tree.put("causationid", cause));
        position.ifPresent(place -> {
            tree.put("stream", place.stream());
            // CloudEvents integers have 32 bits; a stream may outlive them, so the number travels as text.
            tree.put("seq", Long.toString(place.seq()));
            tree.put("prevhash", place.prevHash().toString());
        });
        return Json.canonical(tree);
    }

    private static ObjectNode object(byte[] value) throws UnreadableException {
        try {
            if (Json.parse(value) instanceof ObjectNode tree) {
                return tree;
            }
        } catch (IOException e) {
            throw new UnreadableException(UnreadableReason.NOT_JSON, firstLine(e), e);
        }
        throw new UnreadableException(UnreadableReason.NOT_JSON, "not an object");
    }

    private static EventData data(EventType type, ObjectNode tree) throws UnreadableException {
        // Absent and null would be two spellings of one meaning, with two ids; in a list it would be a trap for
        // readers.
        if (holdsNull(tree)) {
            throw new UnreadableException(UnreadableReason.BAD_DATA, "a value is null");
        }
        boolean order =
                type.topic().filter(topic -> topic.kind() == Topic.Kind.ORDER).isPresent();
        JsonMapper mapper = order ? Json.STRICT : Json.TOLERANT;
        try {
            return mapper.treeToValue(tree, type.dataType());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UnreadableException(UnreadableReason.BAD_DATA, firstLine(e), e);
        }
    }

    private static boolean holdsNull(JsonNode value) {
        return value.isNull()
                || StreamSupport.stream(value.spliterator(), false).anyMatch(EventCodec::holdsNull);
    }

    private static Optional<Event.Position> position(ObjectNode tree) throws UnreadableException {
        if (!tree.has("stream")) {
            require(!tree.has("seq") && !tree.has("prevhash"), "seq and prevhash come with stream");
            return Optional.empty();
        }
        String seq = text(tree, "seq");
        require(SEQ.matcher(seq).matches(), "seq must be a number");
        try {
            return Optional.of(new Event.Position(
                    text(tree, "stream"), Long.parseLong(seq), Sha256.parse(text(tree, "prevhash"))));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(UnreadableReason.NOT_AN_EVENT, firstLine(e), e);
        }
    }

    private static Instant time(String text) throws UnreadableException {
        try {
            Instant time = Instant.parse(text);
            require(
                    time.truncatedTo(ChronoUnit.MILLIS).toString().equals(text),
                    "time must be as Countersign writes it, in UTC: " + text);
            return time;
        } catch (DateTimeException e) {
            throw new UnreadableException(UnreadableReason.NOT_AN_EVENT, "time " + text, e);
        }
    }

    private static Optional<String> optionalText(ObjectNode tree, String name) throws UnreadableException {
        return tree.has(name) ? Optional.of(text(tree, name)) : Optional.empty();
    }

    private static String text(ObjectNode tree, String name) throws UnreadableException {
        JsonNode value = tree.get(name);
        require(value != null && value.isTextual() && !value.textValue().isEmpty(), name + " must be a text");
        return value.textValue();
    }

    private static void require(boolean condition, String otherwise) throws UnreadableException {
        if (!condition) {
            throw new UnreadableException(UnreadableReason.NOT_AN_EVENT, otherwise);
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
