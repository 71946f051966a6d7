package io.countersign.registry.http;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.registry.core.Caller;
import io.countersign.registry.core.StoreException;
import io.countersign.runtime.http.Peer;
import io.countersign.runtime.http.PeerAllowlist;
import io.countersign.runtime.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST API: who may, then the work on a worker thread, then the answer. The event loop only moves bytes. Endpoints are asked
 * again while they have nothing to tell and the caller wants to wait.
 */
final class RegistryApi implements Handler<HttpServerRequest> {
    /** 64 items of 6 KiB with their JSON escapes. */
    private static final long MAX_BODY_OCTETS = 1024 * 1024;

    private static final long ASK_AGAIN_MILLIS = 500;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(RegistryApi.class);

    private final Vertx vertx;
    private final PeerAllowlist allowlist;
    private final WorkPool workers;
    private final Router router;

    RegistryApi(Vertx vertx, PeerAllowlist allowlist, WorkPool workers, List<Route> routes) {
        this.vertx = vertx;
        this.allowlist = allowlist;
        this.workers = workers;
        this.router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_OCTETS));
        for (Route route : routes) {
            router.route(HttpMethod.valueOf(route.method().name()), route.vertxPath())
                    .handler(context -> serve(route, context));
        }
        router.errorHandler(
                404,
                context -> send(
                        context,
                        Answer.problem(Problem.notFound(context.request().path()))));
        router.errorHandler(
                405,
                context -> send(
                        context,
                        Answer.problem(Problems.methodNotAllowed(
                                context.request().method().name()))));
        router.errorHandler(413, context -> send(context, Answer.problem(Problems.bodyTooLarge(MAX_BODY_OCTETS))));
        router.errorHandler(500, context -> send(context, failed(context.failure())));
    }

    @Override
    public void handle(HttpServerRequest request) {
        router.handle(request);
    }

    private void serve(Route route, RoutingContext context) {
        Optional<Peer> peer = Peer.of(context.request());
        if (peer.filter(known -> allowlist.permits(known, route.operation())).isEmpty()) {
            String who = peer.map(Peer::id).orElse("a certificate without exactly one URI name");
            send(context, Answer.problem(Problem.notPermitted(who + " may not do " + route.operation())));
            return;
        }
        Caller caller;
        try {
            caller = Caller.of(URI.create(peer.get().id()));
        } catch (IllegalArgumentException unnamed) {
            send(context, Answer.problem(Problem.notPermitted(String.valueOf(unnamed.getMessage()))));
            return;
        }
        Exchange exchange = exchange(caller, context);
        long end = System.nanoTime() + wait(exchange).toNanos();
        work(route, exchange, end, context);
    }

    private void work(Route route, Exchange exchange, long end, RoutingContext context) {
        boolean taken = workers.offer(() -> {
            Answer answer = answer(route, exchange);
            context.vertx().runOnContext(done -> {
                if (answer.idle()
                        && end - System.nanoTime() > 0
                        && !context.response().closed()) {
                    vertx.setTimer(ASK_AGAIN_MILLIS, timer -> work(route, exchange, end, context));
                } else {
                    send(context, answer);
                }
            });
        });
        if (!taken) {
            send(context, Answer.problem(Problems.overloaded()));
        }
    }

    private static Answer answer(Route route, Exchange exchange) {
        try {
            return route.endpoint().answer(exchange);
        } catch (RefusedException refused) {
            return Answer.problem(Problems.of(refused.refusal()));
        } catch (RuntimeException failure) {
            return failed(failure);
        }
    }

    private static Answer failed(Throwable failure) {
        if (failure instanceof StoreException store && store.isOutage()) {
            LOG.warn("the database is away: {}", store.getCause().toString());
            return Answer.problem(Problems.databaseAway());
        }
        LOG.error("a request failed: {}", String.valueOf(failure), failure);
        return Answer.problem(Problem.internal());
    }

    private static Exchange exchange(Caller caller, RoutingContext context) {
        MultiMap parameters = context.queryParams();
        Map<String, String> query = new HashMap<>();
        parameters.names().forEach(name -> query.put(name, parameters.get(name)));
        Buffer body = context.body().buffer();
        return new Exchange(
                caller,
                Map.copyOf(context.pathParams()),
                query,
                Bytes.of(body == null ? new byte[0] : body.getBytes()),
                Optional.ofNullable(context.request().getHeader("Accept")).orElse(""));
    }

    /** {@code wait=30s}; anything else means not to wait. */
    private static Duration wait(Exchange exchange) {
        String text = exchange.asked("wait").orElse("0s");
        if (!text.matches("[0-9]{1,3}s")) {
            return Duration.ZERO;
        }
        Duration wait = Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        return wait.compareTo(LONGEST_WAIT) <= 0 ? wait : LONGEST_WAIT;
    }

    private static void send(RoutingContext context, Answer answer) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        HttpServerResponse response = context.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", answer.mediaType())
                .putHeader("Cache-Control", answer.version().isPresent() ? "no-cache" : "no-store");
        if (answer.version().isPresent()) {
            String tag = '"' + answer.version().get() + '"';
            response.putHeader("ETag", tag);
            if (tag.equals(context.request().getHeader("If-None-Match"))) {
                response.setStatusCode(304).end();
                return;
            }
        }
        response.end(Buffer.buffer(answer.body().toArray()))
                .onFailure(gone -> LOG.debug("an answer did not arrive: {}", gone.toString()));
    }
}
