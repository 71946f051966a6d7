package io.countersign.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.stack.MutualTlsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The registry in the hands of its owner: it shows the registry's own certificate, asks the true one as whoever is lied to would,
 * and changes the answers.
 */
public final class LyingRegistry implements AutoCloseable {
    /** An answer; the content type decides how a client reads it. */
    public record Answer(int status, String type, Bytes body) {
        public static Answer json(JsonNode body) {
            return new Answer(200, "application/json", Bytes.of(Json.canonical(body)));
        }

        public static Answer pem(String text) {
            return new Answer(200, "application/x-pem-file", Bytes.of(text.getBytes(StandardCharsets.US_ASCII)));
        }

        /** The same with other members; leaves an answer that is no JSON object as it is. */
        public Answer with(Consumer<ObjectNode> change) {
            try {
                if (status == 200
                        && type.endsWith("json")
                        && Json.TOLERANT.readTree(body.toArray()) instanceof ObjectNode object) {
                    change.accept(object);
                    return json(object);
                }
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What was asked. */
    public record Question(String method, String path, Bytes body) {}

    /** What is answered. */
    @FunctionalInterface
    public interface Lie {
        Answer instead(Question asked, Answer truth) throws Exception;
    }

    private final HttpsServer server;
    private final HttpClient client;
    private final int registry;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Question> asked = new CopyOnWriteArrayList<>();
    private volatile Lie lie = (question, truth) -> truth;

    private LyingRegistry(HttpsServer server, HttpClient client, int registry) {
        this.server = server;
        this.client = client;
        this.registry = registry;
    }

    /** Starts one that asks the true registry with the identity of this person or agent. */
    public static LyingRegistry to(SharedInstallation site, String victim) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(MutualTlsClient.context(site.layout().identity("registry-service"))));
        LyingRegistry lying = new LyingRegistry(
                server,
                MutualTlsClient.http(site.layout().identity(victim)),
                site.installation().configs().registryPort());
        server.createContext("/", lying::handle);
        server.setExecutor(lying.threads);
        server.start();
        return lying;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public void lies(Lie other) {
        this.lie = other;
    }

    /** Everything asked so far. */
    public List<Question> asked() {
        return List.copyOf(asked);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Question question = new Question(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Bytes.of(exchange.getRequestBody().readAllBytes()));
            asked.add(question);
            Answer answer = lie.instead(
                    question, ask(question, exchange.getRequestHeaders().getFirst("Accept")));
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            byte[] body = answer.body().toArray();
            // 0 would mean a body of unknown length.
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer ask(Question question, String accept) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + registry + question.path()))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(
                        question.method(),
                        HttpRequest.BodyPublishers.ofByteArray(question.body().toArray()));
        if (accept != null) {
            request.header("Accept", accept);
        }
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse("application/octet-stream"),
                Bytes.of(answer.body()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
