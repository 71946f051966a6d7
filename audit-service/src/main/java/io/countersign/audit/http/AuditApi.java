package io.countersign.audit.http;

import io.countersign.audit.core.AuditLog;
import io.countersign.audit.core.OutageException;
import io.countersign.audit.core.Published;
import io.countersign.audit.core.Receipts;
import io.countersign.runtime.http.Peer;
import io.countersign.runtime.http.PeerAllowlist;
import io.countersign.runtime.http.Problem;
import io.countersign.tlog.TileStore;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's REST port. Every address needs the operation {@code log:read}: leaves hold CSRs and names, which are not for
 * everybody with a certificate.
 */
public final class AuditApi implements AutoCloseable {
    public static final String OPERATION = "log:read";

    /** Files and database are read here, never on an event loop. */
    private static final int READERS = 4;

    private static final int ABORT_AFTER_SECONDS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(AuditApi.class);

    private final LogReader reader;
    private final PeerAllowlist allowlist;
    private final WorkerExecutor readers;
    private final byte[] openApi = openApiDocument();

    public AuditApi(
            Vertx vertx,
            PeerAllowlist allowlist,
            AuditLog log,
            TileStore files,
            Receipts receipts,
            Supplier<Optional<Published>> published) {
        this.allowlist = allowlist;
        this.reader = new LogReader(log, files, receipts, published);
        this.readers =
                vertx.createSharedWorkerExecutor("audit-readers", READERS, ABORT_AFTER_SECONDS, TimeUnit.SECONDS);
    }

    /** Handler of the REST port. */
    public Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(this::authorise);
        get(router, "/checkpoint", request -> reader.checkpoint());
        get(router, "/tile/*", request -> reader.tile(request.normalizedPath().substring(1)));
        get(router, "/v1/receipts/:eventId", request -> reader.receipt(request.pathParam("eventId")));
        get(router, "/v1/events/:eventId", request -> reader.event(request.pathParam("eventId")));
        get(
                router,
                "/v1/proofs/inclusion",
                request -> reader.inclusion(parameter(request, "index"), parameter(request, "size")));
        get(
                router,
                "/v1/proofs/consistency",
                request -> reader.consistency(parameter(request, "from"), parameter(request, "to")));
        get(router, "/openapi.json", request -> Answer.changing("application/json", openApi));
        router.route().last().handler(request -> send(request, Problem.notFound(request.normalizedPath())));
        router.errorHandler(
                405,
                request -> send(
                        request,
                        Problem.of(
                                405,
                                "method-not-allowed",
                                "Only GET works here.",
                                request.request().method().name(),
                                "Use GET.")));
        router.errorHandler(500, request -> failed(request, request.failure()));
        return router;
    }

    private interface Reading {
        Answer read(RoutingContext request) throws IOException, OutageException, Unanswered;
    }

    private void get(Router router, String path, Reading reading) {
        router.get(path).handler(request -> readers.executeBlocking(() -> reading.read(request), false)
                .onSuccess(answer -> send(request, answer))
                .onFailure(cause -> failed(request, cause)));
    }

    private void authorise(RoutingContext request) {
        Optional<Peer> peer = Peer.of(request.request());
        if (peer.filter(known -> allowlist.permits(known, OPERATION)).isPresent()) {
            request.next();
        } else {
            send(
                    request,
                    Problem.notPermitted(peer.map(Peer::id).orElse("a certificate without exactly one URI name")));
        }
    }

    private static void failed(RoutingContext request, Throwable cause) {
        if (cause instanceof Unanswered unanswered) {
            send(request, unanswered.problem());
        } else if (cause instanceof OutageException) {
            LOG.warn("{} cannot be answered: {}", request.normalizedPath(), cause.getMessage());
            send(
                    request,
                    Problem.of(
                            503,
                            "unavailable",
                            "A part that this answer needs is away.",
                            "The index of the log does not answer.",
                            "Try again; checkpoint and tiles do not need it."));
        } else {
            LOG.error("{} failed: {}", request.normalizedPath(), String.valueOf(cause), cause);
            send(request, Problem.internal());
        }
    }

    private static Optional<String> parameter(RoutingContext request, String name) {
        return Optional.ofNullable(request.request().getParam(name));
    }

    private static void send(RoutingContext request, Problem problem) {
        if (problem.status() == 503 || problem.code().equals("not-yet-signed")) {
            request.response().putHeader("Retry-After", "1");
        }
        problem.write(request.response());
    }

    private static void send(RoutingContext request, Answer answer) {
        answer.headers().forEach((name, value) -> request.response().putHeader(name, value));
        request.response()
                .end(Buffer.buffer(answer.body().toArray()))
                .onFailure(cause -> LOG.debug("an answer was not sent: {}", cause.toString()));
    }

    private static byte[] openApiDocument() {
        try (InputStream document = AuditApi.class.getResourceAsStream("openapi.json")) {
            return document.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the OpenAPI document is missing from the jar", e);
        }
    }

    @Override
    public void close() {
        readers.close().onFailure(cause -> LOG.warn("the readers did not stop: {}", cause.toString()));
    }
}
