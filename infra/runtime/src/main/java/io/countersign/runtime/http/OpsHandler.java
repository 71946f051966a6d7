package io.countersign.runtime.http;

import io.countersign.contracts.Json;
import io.countersign.runtime.life.Metrics;
import io.countersign.runtime.life.Readiness;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code /livez}, {@code /readyz} and {@code /metrics} for peers that the allow-list lets do {@code ops:read}. */
final class OpsHandler implements Handler<HttpServerRequest> {
    static final String OPERATION = "ops:read";

    private final PeerAllowlist allowlist;
    private final Readiness readiness;
    private final Metrics metrics;

    OpsHandler(PeerAllowlist allowlist, Readiness readiness, Metrics metrics) {
        this.allowlist = allowlist;
        this.readiness = readiness;
        this.metrics = metrics;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Optional<Peer> peer = Peer.of(request);
        if (peer.filter(known -> allowlist.permits(known, OPERATION)).isEmpty()) {
            Problem.notPermitted(peer.map(Peer::id).orElse("a certificate without exactly one URI name"))
                    .write(request.response());
        } else if (!request.method().equals(HttpMethod.GET)) {
            Problem.of(
                            405,
                            "method-not-allowed",
                            "Only GET works here.",
                            request.method().name(),
                            "Use GET.")
                    .write(request.response());
        } else {
            answer(request);
        }
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/livez" -> send(request, 200, "application/json", Json.canonical(Map.of("status", "alive")));
            case "/readyz" -> send(request, readiness.isReady() ? 200 : 503, "application/json", ready(request));
            case "/metrics" ->
                send(
                        request,
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.scrape().getBytes(StandardCharsets.UTF_8));
            default -> Problem.notFound(request.path()).write(request.response());
        }
    }

    private byte[] ready(HttpServerRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", readiness.isReady() ? "ready" : "not-ready");
        if (request.params().contains("verbose")) {
            Map<String, String> checks = new LinkedHashMap<>();
            readiness.checks().forEach((name, reason) -> checks.put(name, reason.orElse("ready")));
            body.put("checks", checks);
        }
        return Json.canonical(body);
    }

    private static void send(HttpServerRequest request, int status, String type, byte[] body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .end(Buffer.buffer(body))
                .onFailure(Unsent::note);
    }
}
