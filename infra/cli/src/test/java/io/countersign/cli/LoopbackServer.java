package io.countersign.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.contracts.Json;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A real server over mutual TLS 1.3 on the loopback; a test decides its answers and reads what was sent. */
final class LoopbackServer implements AutoCloseable {
    private final HttpsServer server;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final Map<String, Answer> common = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final List<JsonNode> sent = new ArrayList<>();

    private record Answer(int status, String type, String body) {}

    LoopbackServer(Identity identity) throws IOException {
        SSLContext context = MutualTlsClient.context(identity);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                tls.setProtocols(new String[] {"TLSv1.3"});
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    /** Several answers for one question come one after the other; the last one stays. */
    LoopbackServer answer(String question, int status, String type, String body) {
        answers.computeIfAbsent(question, none -> new ArrayDeque<>()).add(new Answer(status, type, body));
        return this;
    }

    /** For every question that begins so and has no answer of its own. */
    synchronized void answerAll(String beginning, String json) {
        common.put(beginning, new Answer(200, "application/json", json));
    }

    synchronized void forget(String question) {
        answers.remove(question);
    }

    LoopbackServer answer(String question, String json) {
        return answer(question, 200, "application/json", json);
    }

    LoopbackServer answer(String question, JsonNode json) {
        return answer(question, json.toString());
    }

    LoopbackServer problem(String question, int status, String code, String detail) {
        return answer(
                question,
                status,
                "application/problem+json",
                "{\"status\":%d,\"code\":\"%s\",\"detail\":\"%s\"}".formatted(status, code, detail));
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String question = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(question);
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (body.length > 0) {
            sent.add(Json.STRICT.readTree(body));
        }
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        Deque<Answer> prepared = answers.get(question + " " + accept);
        if (prepared == null) {
            prepared = answers.get(question);
        }
        Answer answer =
                prepared == null ? other(question) : prepared.size() > 1 ? prepared.removeFirst() : prepared.getFirst();
        byte[] bytes = answer.body().getBytes(StandardCharsets.ISO_8859_1);
        exchange.getResponseHeaders().add("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer other(String question) {
        return common.entrySet().stream()
                .filter(entry -> question.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(new Answer(
                        404,
                        "application/problem+json",
                        "{\"status\":404,\"code\":\"not-found\",\"detail\":\"nothing here\"}"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
