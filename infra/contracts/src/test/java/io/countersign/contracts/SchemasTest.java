package io.countersign.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published schemas and the records say the same. */
class SchemasTest {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    @ParameterizedTest
    @EnumSource
    void everyEventValidates(EventType type) throws Exception {
        JsonNode event = Json.parse(SampleEvents.of(type).bytes());

        assertThat(SCHEMAS.getSchema(SchemaLocation.of("classpath:schemas/event.json"))
                        .validate(event))
                .isEmpty();
        assertThat(SCHEMAS.getSchema(SchemaLocation.of("classpath:schemas/" + type.schemaName()))
                        .validate(event.get("data")))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void schemaAndRecordHaveTheSameMembers(EventType type) throws Exception {
        JsonNode schema = schema(type);
        List<String> members = new ArrayList<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.dataType().getRecordComponents()) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null ? component.getName() : renamed.value();
            members.add(name);
            if (component.getType() != Optional.class) {
                required.add(name);
            }
        }

        assertThat(names(schema.get("properties"))).containsExactlyElementsOf(members);
        assertThat(schema.get("required"))
                .extracting(JsonNode::textValue)
                .containsExactlyInAnyOrderElementsOf(required);
        assertThat(members).containsAll(type.varying());
    }

    @ParameterizedTest
    @EnumSource
    void onlyOrdersForbidUnknownMembers(EventType type) throws Exception {
        boolean order =
                type.topic().filter(topic -> topic.kind() == Topic.Kind.ORDER).isPresent();

        assertThat(schema(type).has("additionalProperties")).isEqualTo(order);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode schema(EventType type) throws IOException {
        try (InputStream in = SchemasTest.class.getResourceAsStream("/schemas/" + type.schemaName())) {
            return Json.parse(Objects.requireNonNull(in, () -> "no schema for " + Arrays.asList(type))
                    .readAllBytes());
        }
    }
}
