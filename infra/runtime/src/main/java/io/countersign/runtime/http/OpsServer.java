package io.countersign.runtime.http;

import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The operators' port of a service: {@code /livez} (the process runs), {@code /readyz?verbose} (it can do its work now, and if
 * not, why) and {@code /metrics}. Mutual TLS, and only peers with the operation {@code ops:read}.
 */
public final class OpsServer implements Part {
    /** The one operation of the allow-list here. */
    public static final String OPERATION = OpsHandler.OPERATION;

    private final HttpsServer server;

    public OpsServer(Vertx vertx, MutualTls tls, HttpsConfig config, ServiceLife life, InstantSource clock) {
        server = new HttpsServer(
                "ops", vertx, tls, config, new OpsHandler(config.allowlist(), life.readiness(), life.metrics()));
        life.metrics()
                .gauge(
                        "countersign_identity_not_after_seconds",
                        "When the live certificate of this service ends, in seconds since 1970.",
                        () -> tls.notAfter().getEpochSecond());
        life.metrics()
                .gauge(
                        "countersign_identity_remaining_seconds",
                        "How long the live certificate of this service is still valid.",
                        () -> Duration.between(clock.instant(), tls.notAfter()).toSeconds());
    }

    @Override
    public void start() throws Exception {
        server.start();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        server.stop(deadline);
    }
}
