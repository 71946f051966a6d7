package io.countersign.audit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    @Test
    void theDocumentListsExactlyTheRoutesThatAreServed() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (AuditApi api = new AuditApi(vertx, null, null, null, null, null)) {
            Router router = api.router(vertx);
            List<String> served = router.getRoutes().stream()
                    .map(Route::getPath)
                    .filter(Objects::nonNull)
                    .map(path -> path.replaceAll(":([a-zA-Z]+)", "{$1}").replace("/tile/", "/tile/{path}"))
                    .toList();
            assertThat(documented()).containsExactlyInAnyOrderElementsOf(served);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void everyReferenceInTheDocumentLeadsSomewhere() throws Exception {
        JsonNode document = document();
        assertThat(document.get("openapi").textValue()).isEqualTo("3.1.0");
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.textValue().substring(1)).isMissingNode())
                    .as(reference.textValue())
                    .isFalse();
        }
    }

    private static List<String> documented() throws Exception {
        List<String> paths = new ArrayList<>();
        document().get("paths").fieldNames().forEachRemaining(paths::add);
        return paths;
    }

    private static JsonNode document() throws Exception {
        try (InputStream in = AuditApi.class.getResourceAsStream("openapi.json")) {
            return new JsonMapper().readTree(in);
        }
    }
}
