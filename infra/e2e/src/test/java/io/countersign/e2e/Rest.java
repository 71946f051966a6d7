package io.countersign.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Json;
import io.countersign.stack.MutualTlsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A REST API as somebody uses it who does not use the command. */
public final class Rest {
    private final HttpClient http;
    private final int port;

    private Rest(SharedInstallation site, String person, int port) {
        this.http = MutualTlsClient.http(site.layout().identity(person));
        this.port = port;
    }

    public static Rest ofRegistry(SharedInstallation site, String person) {
        return new Rest(site, person, site.installation().configs().registryPort());
    }

    public static Rest ofAudit(SharedInstallation site, String person) {
        return new Rest(site, person, site.installation().configs().auditPort());
    }

    /**
     * An answer.
     *
     * @param body missing when it is no JSON
     */
    public record Reply(int status, JsonNode body) {
        public String code() {
            return body.path("code").asText();
        }
    }

    public Reply post(String path, JsonNode body) {
        return send(to(path).POST(HttpRequest.BodyPublishers.ofByteArray(Json.canonical(body))));
    }

    public Reply get(String path) {
        return send(to(path).GET());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean json = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.endsWith("json"))
                    .isPresent();
            return new Reply(
                    response.statusCode(),
                    json ? Json.TOLERANT.readTree(response.body()) : Json.TOLERANT.missingNode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
