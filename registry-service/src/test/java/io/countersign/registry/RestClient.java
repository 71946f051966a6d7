package io.countersign.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The REST API over the JDK's client. */
final class RestClient {
    private final HttpClient http;
    private final int port;

    RestClient(HttpClient http, int port) {
        this.http = http;
        this.port = port;
    }

    /** An answer; {@code body} is null when it is no JSON. */
    record Reply(int status, String mediaType, JsonNode body, String text) {
        String code() {
            return body.path("code").asText();
        }
    }

    Reply get(String path) {
        return send(request(path).GET());
    }

    Reply getPem(String path) {
        return send(request(path).header("Accept", "application/x-pem-file").GET());
    }

    Reply get(String path, String mediaType) {
        return send(request(path).header("Accept", mediaType).GET());
    }

    /** An answer octet by octet. */
    HttpResponse<byte[]> raw(String path, String... headers) {
        HttpRequest.Builder request = request(path).GET();
        try {
            return http.send(
                    headers.length == 0
                            ? request.build()
                            : request.headers(headers).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    Reply post(String path, Object body) {
        return postText(path, new String(Json.canonical(body), StandardCharsets.UTF_8));
    }

    Reply postText(String path, String body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            JsonNode body = type.endsWith("json") ? Json.TOLERANT.readTree(response.body()) : null;
            return new Reply(response.statusCode(), type, body, response.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
