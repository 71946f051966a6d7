package io.countersign.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Json;
import io.countersign.orders.Installation;
import io.countersign.registry.core.Transactions;
import io.countersign.registry.core.TrustBoard;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document is written by hand, so it has to be held against what runs. */
final class ApiDocumentTest {
    private static final Transactions NEVER_ASKED = new Transactions() {
        @Override
        public <T> T run(Work<T> work) {
            throw new AssertionError("nobody asks here");
        }
    };

    private final JsonNode document = read();

    @Test
    void listsExactlyTheRoutesWithTheOperationEachNeeds() {
        Map<String, String> served = new TreeMap<>();
        Installation installation = Installation.at(Instant.parse("2026-11-22T10:00:00Z"));
        RegistryServer.routes(new TrustBoard(installation.trust(), Instant::now), NEVER_ASKED, Instant::now)
                .forEach(route -> served.put(route.method() + " " + route.path(), route.operation()));
        Map<String, String> documented = new TreeMap<>();
        document.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> documented.put(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                        operation.getValue().path("x-operation").asText())));
        assertThat(documented).isEqualTo(served);
    }

    @Test
    void namesEveryPathParameterOfItsTemplate() {
        document.get("paths").properties().forEach(path -> path.getValue().forEach(operation -> {
            Set<String> named = new TreeSet<>();
            operation.path("parameters").forEach(parameter -> {
                if (parameter.path("in").asText().equals("path")) {
                    named.add(parameter.path("name").asText());
                }
            });
            Set<String> templated = new TreeSet<>();
            for (String part : path.getKey().split("/", -1)) {
                if (part.startsWith("{")) {
                    templated.add(part.substring(1, part.length() - 1));
                }
            }
            assertThat(named).as(path.getKey()).isEqualTo(templated);
        }));
    }

    @Test
    void refersOnlyToShapesThatItHas() {
        List<String> references = new ArrayList<>();
        collect(document, references);
        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isObject())
                .as(reference)
                .isTrue());
    }

    @Test
    void givesEveryErrorAsAProblem() {
        document.get("paths")
                .forEach(path -> path.forEach(
                        operation -> operation.get("responses").properties().forEach(response -> {
                            if (response.getKey().compareTo("400") >= 0) {
                                assertThat(response.getValue().path("content").has("application/problem+json"))
                                        .as("%s %s", operation.path("operationId"), response.getKey())
                                        .isTrue();
                            }
                        })));
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.has("$ref")) {
            references.add(node.get("$ref").asText());
        }
        node.forEach(child -> collect(child, references));
    }

    private static JsonNode read() {
        try {
            return Json.parse(new ApiDocument().json().toArray());
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
