package io.countersign.runtime.http;

import io.countersign.runtime.life.Part;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.runtime.tls.VertxTls;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server over mutual TLS 1.3 that follows its identity's rotation. Without a certificate of a trusted CA there is no
 * connection; what a connected peer may do is the handler's question, asked of a {@link PeerAllowlist}.
 */
public final class HttpsServer implements Part {
    private static final Duration START = Duration.ofSeconds(10);
    /** Bounds what a peer can keep open without saying anything. */
    private static final int IDLE_SECONDS = 120;

    private static final Logger LOG = LoggerFactory.getLogger(HttpsServer.class);

    private final String name;
    private final Vertx vertx;
    private final MutualTls tls;
    private final HttpsConfig config;
    private final Handler<HttpServerRequest> handler;
    private final Runnable onChange = this::takeOver;
    private volatile HttpServer server;

    public HttpsServer(
            String name, Vertx vertx, MutualTls tls, HttpsConfig config, Handler<HttpServerRequest> handler) {
        this.name = name;
        this.vertx = vertx;
        this.tls = tls;
        this.config = config;
        this.handler = handler;
    }

    @Override
    public void start() throws Exception {
        server = vertx.createHttpServer(options()).requestHandler(handler).exceptionHandler(this::connectionFailed);
        await(server.listen(config.port(), config.host()), START);
        tls.onChange(onChange);
        LOG.info("{} listens on https://{}:{}", name, config.host(), port());
    }

    /** The port in use; only after {@link #start}. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        tls.removeListener(onChange);
        HttpServer running = server;
        if (running != null) {
            await(running.close(), deadline);
        }
    }

    private HttpServerOptions options() throws IOException {
        ServerSSLOptions ssl = VertxTls.server(tls, config.clientTrust());
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setIdleTimeout(IDLE_SECONDS)
                .setClientAuth(ssl.getClientAuth())
                .setKeyCertOptions(ssl.getKeyCertOptions())
                .setTrustOptions(ssl.getTrustOptions());
        options.setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols());
        return options;
    }

    /** New connections get the new certificate, open ones keep theirs (kafka-facts.md 5). */
    private void takeOver() {
        try {
            // Forced: Vert.x compares options by value and would skip what it takes for the same.
            await(server.updateSSLOptions(VertxTls.server(tls, config.clientTrust()), true), START);
            LOG.info("{} serves {}", name, tls.identity());
        } catch (Exception e) {
            throw new IllegalStateException(name + " keeps its former certificate", e);
        }
    }

    private void connectionFailed(Throwable cause) {
        LOG.debug("{} refused a connection: {}", name, cause.toString());
    }

    private static <T> T await(Future<T> future, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
