package io.countersign.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * JSON as Countersign reads and writes it: unique member names, nothing behind the value, bounded nesting, no guessing between
 * types, and canonical output (RFC 8785).
 */
public final class Json {
    /** Deeper input is hostile: the deepest shape of ours has 6 levels, a receipt around an intent 9. */
    private static final int MAX_NESTING = 16;

    /** For orders: an unknown member is a fault. */
    public static final JsonMapper STRICT = mapper(true);

    /** For facts and tables: an unknown member is ignored, so that producers can add some. */
    public static final JsonMapper TOLERANT = mapper(false);

    private Json() {}

    /** Canonical bytes of a value (RFC 8785). */
    public static byte[] canonical(Object value) {
        try {
            return new JsonCanonicalizer(TOLERANT.writeValueAsBytes(value)).getEncodedUTF8();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not representable as JSON: " + value.getClass(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether these bytes are exactly the canonical form of what they hold. */
    public static boolean isCanonical(byte[] json) {
        try {
            return Arrays.equals(new JsonCanonicalizer(json).getEncodedUTF8(), json);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Parses one JSON value; throws on doubled members, trailing bytes and deep nesting. */
    public static JsonNode parse(byte[] json) throws IOException {
        return STRICT.readTree(json);
    }

    private static JsonMapper mapper(boolean strict) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxStringLength(200_000)
                        .maxNumberLength(20)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new SimpleModule().addDeserializer(Instant.class, new InstantText()))
                .withCoercionConfig(
                        LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
                .build();
    }

    /** An instant in its one spelling; the module's own reader also takes numbers and offsets. */
    private static final class InstantText extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantText() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            String text = parser.getText();
            try {
                Instant instant = Instant.parse(text);
                if (instant.toString().equals(text)) {
                    return instant;
                }
            } catch (DateTimeParseException e) {
                return (Instant)
                        context.handleWeirdStringValue(Instant.class, text, "not an instant: %s", e.getMessage());
            }
            return (Instant) context.handleWeirdStringValue(Instant.class, text, "not an instant's one spelling");
        }
    }
}
