package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.Json;
import io.countersign.contracts.Topic;
import java.util.EnumSet;
import java.util.Set;

/** What the services wrote is what the contracts promise. */
public final class WireContract {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private WireContract() {}

    /** Every event that a service of this installation ever wrote decodes and validates; returns where there were some. */
    public static Set<Topic> assertKept(SharedInstallation site) throws Exception {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        for (Wire.Seen record : site.wire().seen()) {
            if (site.isWrittenByTests(record.value())) {
                continue;
            }
            Event event = EventCodec.decode(record.topic(), record.value().toArray());
            JsonNode json = Json.parse(record.value().toArray());
            assertThat(violations("event.json", json)).as("%s", event).isEmpty();
            assertThat(violations(event.type().schemaName(), json.get("data")))
                    .as("%s", event)
                    .isEmpty();
            assertThat(record.key()).as("%s", event).isEqualTo(event.subject());
            topics.add(record.topic());
        }
        return topics;
    }

    private static Set<ValidationMessage> violations(String schema, JsonNode value) {
        return SCHEMAS.getSchema(SchemaLocation.of("classpath:schemas/" + schema))
                .validate(value);
    }
}
