package io.countersign.orders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One JSON object read member by member, with nothing guessed: null is not absent, 1.0 is not 1, and a member that nobody asked
 * for is a fault. Every fault has the code of what is being read.
 */
final class StrictObject {
    /** Instants beyond the year 9999 fit no certificate (RFC 5280 4.1.2.5). */
    private static final long LAST_SECOND = 253_402_300_799L;

    private final RefusalCode code;
    private final String where;
    private final ObjectNode tree;

    private StrictObject(RefusalCode code, String where, ObjectNode tree) {
        this.code = code;
        this.where = where;
        this.tree = tree;
    }

    /** Reads UTF-8 JSON; Jackson alone would also take UTF-16, UTF-32 and a byte order mark. */
    static StrictObject read(RefusalCode code, String where, byte[] utf8) throws RefusedException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            if (Json.STRICT.readTree(text) instanceof ObjectNode object) {
                return new StrictObject(code, where, object);
            }
            throw new RefusedException(code, where + " is not a JSON object");
        } catch (CharacterCodingException e) {
            throw new RefusedException(code, where + " is not UTF-8", e);
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw new RefusedException(
                    code,
                    where + " is not strict JSON: "
                            + message.lines().findFirst().orElse(message),
                    e);
        }
    }

    /** Refuses unless the members are these, or these and some of the optional ones. */
    StrictObject members(Set<String> required, Set<String> optional) throws RefusedException {
        for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!required.contains(name) && !optional.contains(name)) {
                throw fault("unknown member '" + name + "'");
            }
        }
        for (String name : required) {
            if (!tree.has(name)) {
                throw fault("member '" + name + "' is missing");
            }
        }
        return this;
    }

    boolean has(String name) {
        return tree.has(name);
    }

    String text(String name) throws RefusedException {
        return text(name, tree.get(name));
    }

    Optional<String> optionalText(String name) throws RefusedException {
        return tree.has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    long integer(String name) throws RefusedException {
        JsonNode value = tree.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw fault("member '" + name + "' must be an integer");
        }
        return value.longValue();
    }

    boolean flag(String name) throws RefusedException {
        JsonNode value = tree.get(name);
        if (value == null || !value.isBoolean()) {
            throw fault("member '" + name + "' must be true or false");
        }
        return value.booleanValue();
    }

    /** A time in whole seconds since 1970. */
    Instant seconds(String name) throws RefusedException {
        long seconds = integer(name);
        if (seconds < 0 || seconds > LAST_SECOND) {
            throw fault("member '" + name + "' is not a time of a certificate");
        }
        return Instant.ofEpochSecond(seconds);
    }

    /** A length of time in whole seconds, none at least. */
    Duration duration(String name) throws RefusedException {
        return Duration.between(Instant.EPOCH, seconds(name));
    }

    List<String> texts(String name) throws RefusedException {
        List<String> values = new ArrayList<>();
        for (JsonNode value : array(name)) {
            values.add(text(name, value));
        }
        return values;
    }

    StrictObject object(String name) throws RefusedException {
        return object(where + "." + name, tree.get(name));
    }

    List<StrictObject> objects(String name) throws RefusedException {
        List<StrictObject> values = new ArrayList<>();
        for (JsonNode value : array(name)) {
            values.add(object(where + "." + name + "[" + values.size() + "]", value));
        }
        return values;
    }

    /** Reads a text by a parser that throws {@link IllegalArgumentException} on a bad value. */
    <T> T parsed(String name, Parser<T> parser) throws RefusedException {
        return parsed(name, text(name), parser);
    }

    <T> List<T> parsedList(String name, Parser<T> parser) throws RefusedException {
        List<T> values = new ArrayList<>();
        for (String text : texts(name)) {
            values.add(parsed(name, text, parser));
        }
        return values;
    }

    RefusedException fault(String what) {
        return new RefusedException(code, where + ": " + what);
    }

    /** Turns a text into a value or throws {@link IllegalArgumentException}. */
    interface Parser<T> {
        T parse(String text);
    }

    private <T> T parsed(String name, String text, Parser<T> parser) throws RefusedException {
        try {
            return parser.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(code, where + ": member '" + name + "': " + e.getMessage(), e);
        }
    }

    private ArrayNode array(String name) throws RefusedException {
        if (tree.get(name) instanceof ArrayNode array) {
            return array;
        }
        throw fault("member '" + name + "' must be an array");
    }

    private StrictObject object(String path, JsonNode value) throws RefusedException {
        if (value instanceof ObjectNode object) {
            return new StrictObject(code, path, object);
        }
        throw new RefusedException(code, path + " must be an object");
    }

    private String text(String name, JsonNode value) throws RefusedException {
        if (value == null || !value.isTextual()) {
            throw fault("member '" + name + "' must be a text");
        }
        return value.textValue();
    }
}
