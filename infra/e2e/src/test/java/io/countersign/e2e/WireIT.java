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
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Runs last: what the services wrote during all tests is what the contracts promise. */
@WithInstallation
@Order(Integer.MAX_VALUE)
final class WireIT {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final SharedInstallation site;

    WireIT(SharedInstallation site) {
        this.site = site;
    }

    @Test
    void everyEventOfAServiceDecodesAndValidates() throws Exception {
        Set<Topic> topics = new HashSet<>();
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
        assertThat(topics)
                .contains(
                        Topic.APPROVALS,
                        Topic.INTENTS,
                        Topic.RECEIPTS,
                        Topic.CERTIFICATES,
                        Topic.LIFECYCLE,
                        Topic.INVENTORY,
                        Topic.TRUST,
                        Topic.CHECKPOINTS);
    }

    private static Set<ValidationMessage> violations(String schema, JsonNode value) {
        return SCHEMAS.getSchema(SchemaLocation.of("classpath:schemas/" + schema))
                .validate(value);
    }
}
