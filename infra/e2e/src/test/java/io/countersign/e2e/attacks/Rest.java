package io.countersign.e2e.attacks;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Json;
import io.countersign.e2e.SharedInstallation;
import io.countersign.stack.MutualTlsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The registry's REST API as somebody uses it who does not use the command. */
final class Rest {
    private final HttpClient http;
    private final String server;

    Rest(SharedInstallation site, String person) {
        this.http = MutualTlsClient.http(site.layout().identity(person));
        this.server = "https://localhost:" + site.installation().configs().registryPort();
    }

    /** An answer in JSON. */
    record Reply(int status, JsonNode body) {
        String code() {
            return body.path("code").asText();
        }
    }

    Reply post(String path, JsonNode body) {
        return send(HttpRequest.newBuilder(URI.create(server + path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.canonical(body))));
    }

    Reply get(String path) {
        return send(HttpRequest.newBuilder(URI.create(server + path)).GET());
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response =
                    http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), Json.TOLERANT.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
