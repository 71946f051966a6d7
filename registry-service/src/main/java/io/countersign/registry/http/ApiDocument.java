package io.countersign.registry.http;

import io.countersign.contracts.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The OpenAPI 3.1 document of this API. It is written by hand and a test holds it against the routes. */
final class ApiDocument {
    static final String RESOURCE = "/io/countersign/registry/http/openapi.json";

    private final Bytes json;

    ApiDocument() {
        try (InputStream resource = ApiDocument.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            json = Bytes.of(resource.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    List<Route> routes() {
        return List.of(Route.get("/openapi.json", RequestRoutes.READ, this::show));
    }

    Bytes json() {
        return json;
    }

    private Answer show(Exchange exchange) {
        return Answer.of(200, Answer.JSON, json);
    }
}
