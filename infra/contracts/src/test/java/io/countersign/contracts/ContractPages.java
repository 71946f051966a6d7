package io.countersign.contracts;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Writes the documents that are nothing but the tables in another form: topic pages, refusal page, AsyncAPI. */
final class ContractPages {
    private static final String MADE = "<!-- Made from the tables in infra/contracts; see ContractPagesTest. -->\n";

    private ContractPages() {}

    /** Every page by its path below {@code infra/docs}. */
    static Map<String, String> all() throws IOException {
        Map<String, String> pages = new LinkedHashMap<>();
        for (Topic topic : Topic.values()) {
            pages.put("topics/" + shortName(topic) + ".md", topicPage(topic));
        }
        pages.put("topics/README.md", topicIndex());
        pages.put("refusals.md", refusals());
        pages.put("asyncapi.json", asyncApi());
        return pages;
    }

    private static String topicPage(Topic topic) throws IOException {
        StringBuilder page = new StringBuilder(MADE)
                .append("# `")
                .append(topic.wireName())
                .append("`\n\n")
                .append(topic.purpose())
                .append("\n\n")
                .append("| | |\n|---|---|\n")
                .append("| May write | ")
                .append(services(topic.writers()))
                .append(" |\n")
                .append("| Reads | ")
                .append(topic.readers().isEmpty() ? "witnesses and monitors" : services(topic.readers()))
                .append(" |\n")
                .append("| Key | ")
                .append(topic.key())
                .append(" |\n")
                .append("| Order | by key: one key stays in one of ")
                .append(topic.partitions())
                .append(" partition(s), for ever |\n")
                .append("| Delivery | at least once; the same event has the same id |\n")
                .append("| Kind | ")
                .append(kind(topic))
                .append(" |\n")
                .append("| Kept | ")
                .append(
                        topic.retention().isZero()
                                ? "latest per key (compacted)"
                                : topic.retention().toDays() + " d")
                .append(" |\n\n");
        for (EventType type : topic.eventTypes()) {
            JsonNode schema = schema(type.schemaName());
            page.append("## `")
                    .append(type.wireName())
                    .append("`\n\n")
                    .append(schema.get("title").textValue())
                    .append(". ")
                    .append("Identity: ")
                    .append(
                            type.varying().isEmpty()
                                    ? "all members"
                                    : type.varying().stream()
                                            .sorted()
                                            .map(name -> "`" + name + "`")
                                            .collect(joining(", ", "all members but ", "")))
                    .append(". Schema: `schemas/")
                    .append(type.schemaName())
                    .append("`.\n\n")
                    .append("| Member | Required | Meaning |\n|---|---|---|\n");
            Set<String> required = required(schema);
            schema.get("properties").properties().forEach(member -> page.append("| `")
                    .append(member.getKey())
                    .append("` | ")
                    .append(required.contains(member.getKey()) ? "yes" : "no")
                    .append(" | ")
                    .append(meaning(member.getValue()))
                    .append(" |\n"));
            page.append('\n');
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static String topicIndex() {
        StringBuilder page = new StringBuilder(MADE)
                .append(
                        "# Topics\n\nEvents are CloudEvents 1.0 in structured mode and canonical JSON (RFC 8785), at most ")
                .append(Event.MAX_OCTETS)
                .append(
                        " octets. An order is strict (an unknown member is a refusal), a fact tolerant (unknown members are ignored), a table compacted. Nobody has to believe a topic: orders, trust and stops count by their signatures, receipts by the log's, certificates by the CA's.\n\n")
                .append("| Topic | Writer | Kind | Events |\n|---|---|---|---|\n");
        for (Topic topic : Topic.values()) {
            page.append("| [`")
                    .append(topic.wireName())
                    .append("`](")
                    .append(shortName(topic))
                    .append(".md) | ")
                    .append(services(topic.writers()))
                    .append(" | ")
                    .append(topic.kind().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(topic.eventTypes().stream()
                            .map(type -> "`" + type.wireName().substring(EventType.PREFIX.length()) + "`")
                            .collect(joining(", ")))
                    .append(" |\n");
        }
        return page.append("\nLeaves that only the audit log holds: ")
                .append(Arrays.stream(EventType.values())
                        .filter(type -> type.topic().isEmpty())
                        .map(type -> "`" + type.wireName() + "`")
                        .collect(joining(", ")))
                .append(".\n")
                .toString();
    }

    private static String refusals() {
        StringBuilder page = new StringBuilder(MADE)
                .append(
                        "# Refusals\n\nThe codes are part of the wire contract: they never change their meaning. `countersign explain CODE` prints the same. Retry says whether the very same input may succeed later.\n");
        for (RefusalCode.Stage stage : RefusalCode.Stage.values()) {
            page.append("\n## ")
                    .append(stage.title())
                    .append("\n\n| Code | Retry | What is wrong | What to do |\n|---|---|---|---|\n");
            Arrays.stream(RefusalCode.values())
                    .filter(code -> code.stage() == stage)
                    .forEach(code -> page.append("| `")
                            .append(code.code())
                            .append("` | ")
                            .append(code.retryable() ? "later" : "no")
                            .append(" | ")
                            .append(code.sentence())
                            .append(" | ")
                            .append(code.remedy())
                            .append(" |\n"));
        }
        page.append(
                "\n## Dead letters\n\nA record that cannot be read or verified is not a refusal of the order it names.\n\n| Reason | What is wrong |\n|---|---|\n");
        for (UnreadableReason reason : UnreadableReason.values()) {
            page.append("| `")
                    .append(reason.code())
                    .append("` | ")
                    .append(reason.sentence())
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String asyncApi() throws IOException {
        ObjectNode api = Json.TOLERANT.createObjectNode().put("asyncapi", "3.0.0");
        api.putObject("info")
                .put("title", "Countersign events")
                .put("version", "1")
                .put(
                        "description",
                        "Life cycle of Kubernetes component certificates. Kafka over mutual TLS; values are CloudEvents 1.0, structured mode, canonical JSON.");
        api.put("defaultContentType", "application/cloudevents+json");
        ObjectNode channels = api.putObject("channels");
        ObjectNode operations = api.putObject("operations");
        ObjectNode messages = Json.TOLERANT.createObjectNode();
        ObjectNode schemas = Json.TOLERANT.createObjectNode();
        for (Topic topic : Topic.values()) {
            ObjectNode channel = channels.putObject(shortName(topic))
                    .put("address", topic.wireName())
                    .put("description", topic.purpose());
            ObjectNode carried = channel.putObject("messages");
            channel.putObject("bindings")
                    .putObject("kafka")
                    .put("topic", topic.wireName())
                    .put("partitions", topic.partitions())
                    .putObject("topicConfiguration")
                    .putArray("cleanup.policy")
                    .add(topic.kind() == Topic.Kind.TABLE ? "compact" : "delete");
            for (EventType type : topic.eventTypes()) {
                carried.putObject(type.wireName()).put("$ref", "#/components/messages/" + type.wireName());
                ObjectNode message = messages.putObject(type.wireName())
                        .put("name", type.wireName())
                        .put("contentType", "application/cloudevents+json");
                message.put("title", schema(type.schemaName()).get("title").textValue());
                var all = message.putObject("payload").putArray("allOf");
                all.addObject().put("$ref", "#/components/schemas/event");
                all.addObject()
                        .putObject("properties")
                        .putObject("data")
                        .put("$ref", "#/components/schemas/" + type.wireName());
                schemas.set(type.wireName(), local(schema(type.schemaName())));
            }
            for (ServiceName service : topic.writers().stream().sorted().toList()) {
                operation(operations, service.wireName() + "-sends-" + shortName(topic), "send", topic);
            }
            for (ServiceName service : topic.readers().stream().sorted().toList()) {
                operation(operations, service.wireName() + "-receives-" + shortName(topic), "receive", topic);
            }
        }
        for (Map.Entry<String, JsonNode> shape :
                schema("common.json").get("$defs").properties()) {
            schemas.set(shape.getKey(), local(shape.getValue()));
        }
        schemas.set("event", local(schema("event.json")));
        ObjectNode components = api.putObject("components");
        components.set("messages", messages);
        components.set("schemas", schemas);
        return pretty(api);
    }

    private static void operation(ObjectNode operations, String name, String action, Topic topic) {
        operations
                .putObject(name)
                .put("action", action)
                .putObject("channel")
                .put("$ref", "#/channels/" + shortName(topic));
    }

    /** The same schema with references that resolve inside the AsyncAPI document. */
    private static JsonNode local(JsonNode schema) throws IOException {
        String text = schema.toString()
                .replace("common.json#/$defs/", "#/components/schemas/")
                .replace("\"#/$defs/", "\"#/components/schemas/");
        ObjectNode copy = (ObjectNode) Json.TOLERANT.readTree(text);
        copy.remove("$schema");
        copy.remove("$id");
        return copy;
    }

    private static String pretty(JsonNode node) throws JsonProcessingException {
        DefaultIndenter twoSpaces = new DefaultIndenter("  ", "\n");
        return Json.TOLERANT
                        .writer(new DefaultPrettyPrinter()
                                .withObjectIndenter(twoSpaces)
                                .withArrayIndenter(twoSpaces))
                        .writeValueAsString(node)
                + "\n";
    }

    private static Set<String> required(JsonNode schema) {
        Set<String> names = new HashSet<>();
        schema.get("required").forEach(name -> names.add(name.textValue()));
        return names;
    }

    private static String meaning(JsonNode member) {
        String described = member.path("description").asText("");
        String shape = member.path("$ref").asText("");
        shape = shape.isEmpty() ? member.path("type").asText("") : shape.substring(shape.lastIndexOf('/') + 1);
        return described.isEmpty() ? shape : described + (shape.isEmpty() ? "" : " (" + shape + ")");
    }

    private static String kind(Topic topic) {
        return switch (topic.kind()) {
            case ORDER -> "order: an unknown member is a refusal";
            case FACT -> "fact: unknown members are ignored";
            case TABLE -> "table: the latest record of a key counts";
        };
    }

    private static String services(Set<ServiceName> services) {
        return services.stream()
                .sorted(Comparator.naturalOrder())
                .map(service -> "`" + service.wireName() + "`")
                .collect(joining(", "));
    }

    private static String shortName(Topic topic) {
        return topic.wireName().substring(Topic.PREFIX.length());
    }

    private static JsonNode schema(String name) throws IOException {
        try (InputStream in = ContractPages.class.getResourceAsStream("/schemas/" + name)) {
            return Json.parse(
                    Objects.requireNonNull(in, () -> "no schema " + name).readAllBytes());
        }
    }
}
