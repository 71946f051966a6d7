package io.countersign.cli.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;

/** One server over mutual TLS 1.3. Safe for concurrent callers. */
public final class RestClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** More pages than any inventory has; a server that never ends its list shall not hang the command. */
    private static final int MOST_PAGES = 1000;

    private final URI server;
    private final HttpClient client;

    public RestClient(URI server, Path identity) throws CliException {
        SSLContext context = ClientIdentity.context(identity);
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        this.server = server;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .sslParameters(parameters)
                .connectTimeout(CONNECT)
                .build();
    }

    public URI server() {
        return server;
    }

    /** A path segment that may hold any characters. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public JsonNode get(String path) throws CliException, ProblemException {
        return json(bytes(path, "application/json"));
    }

    public byte[] bytes(String path, String accept) throws CliException, ProblemException {
        return send(request(path).header("Accept", accept).GET().build()).body();
    }

    /** The body, or empty where the server has nothing under this path. */
    public Optional<byte[]> find(String path) throws CliException, ProblemException {
        try {
            return Optional.of(bytes(path, "*/*"));
        } catch (ProblemException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Every item of a list, page after page. */
    public List<JsonNode> list(String path) throws CliException, ProblemException {
        List<JsonNode> items = new ArrayList<>();
        String next = path;
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode answer = get(next);
            answer.path("items").forEach(items::add);
            String cursor = answer.path("next").asText("");
            if (cursor.isEmpty()) {
                return items;
            }
            next = path + (path.contains("?") ? "&" : "?") + "cursor=" + segment(cursor);
        }
        throw CliException.failed("the list " + path + " does not end", "narrow it, for example with --cluster");
    }

    /** What a POST led to. */
    public record Reply(int status, JsonNode body) {
        public boolean created() {
            return status == 201;
        }
    }

    public Reply post(String path, JsonNode body) throws CliException, ProblemException {
        HttpResponse<byte[]> answer = send(request(path)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
                .build());
        return new Reply(answer.statusCode(), json(answer.body()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER);
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws CliException, ProblemException {
        HttpResponse<byte[]> answer;
        try {
            answer = client.send(request, BodyHandlers.ofByteArray());
        } catch (SSLHandshakeException e) {
            throw CliException.failed(
                    server + ": no TLS connection: " + e.getMessage(),
                    "check that ca.pem of the identity is the services CA and that cert.pem has not expired",
                    e);
        } catch (IOException e) {
            throw CliException.failed(
                    server + " does not answer: " + e,
                    "check the address in the context file, and that the service runs",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", "run the command again", e);
        }
        if (answer.statusCode() >= 200 && answer.statusCode() < 300) {
            return answer;
        }
        throw new ProblemException(answer.statusCode(), problem(answer.body()));
    }

    private JsonNode json(byte[] body) throws CliException {
        try {
            return body.length == 0
                    ? Json.TOLERANT.createObjectNode()
                    : Json.TOLERANT.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw CliException.failed(
                    server + " answered with something else than JSON", "check the address in the context file", e);
        }
    }

    private static JsonNode problem(byte[] body) {
        try {
            JsonNode problem = Json.TOLERANT.readTree(new String(body, StandardCharsets.UTF_8));
            return problem == null ? Json.TOLERANT.createObjectNode() : problem;
        } catch (JsonProcessingException e) {
            // Not every proxy speaks problem+json; the status says enough.
            return Json.TOLERANT.createObjectNode();
        }
    }
}
