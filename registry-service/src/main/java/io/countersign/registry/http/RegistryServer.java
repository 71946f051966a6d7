package io.countersign.registry.http;

import io.countersign.registry.core.AgentDesk;
import io.countersign.registry.core.DenialDesk;
import io.countersign.registry.core.EarlyAnswers;
import io.countersign.registry.core.GrantDesk;
import io.countersign.registry.core.Offers;
import io.countersign.registry.core.OrderDesk;
import io.countersign.registry.core.Registrar;
import io.countersign.registry.core.Rejections;
import io.countersign.registry.core.RenewalDesk;
import io.countersign.registry.core.RevocationDesk;
import io.countersign.registry.core.StopDesk;
import io.countersign.registry.core.Transactions;
import io.countersign.registry.core.TrustBoard;
import io.countersign.registry.core.TrustDesk;
import io.countersign.runtime.http.HttpsConfig;
import io.countersign.runtime.http.HttpsServer;
import io.countersign.runtime.life.Metrics;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.tls.MutualTls;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The REST port with everything behind it. */
public final class RegistryServer implements Part {
    private final WorkPool workers;
    private final HttpsServer server;

    /**
     * A server that begins at {@link #start}.
     *
     * @param threads that work on requests at once, {@code queue} how many may wait
     */
    public RegistryServer(
            Vertx vertx,
            MutualTls tls,
            HttpsConfig config,
            int threads,
            int queue,
            TrustBoard trust,
            Transactions transactions,
            InstantSource clock,
            Metrics metrics) {
        this.workers = new WorkPool(threads, queue);
        this.server = new HttpsServer(
                "registry-api",
                vertx,
                tls,
                config,
                new RegistryApi(vertx, config.allowlist(), workers, routes(trust, transactions, clock)));
        metrics.gauge(
                "countersign_registry_queued_requests", "Requests that wait for a worker thread.", workers::queued);
    }

    /** Every operation of the API. */
    static List<Route> routes(TrustBoard trust, Transactions transactions, InstantSource clock) {
        Offers offers = new Offers(trust);
        EarlyAnswers answers = new EarlyAnswers(trust);
        Rejections rejections = new Rejections(transactions);
        Registrar registrar = new Registrar(offers, transactions, rejections, clock);
        OrderDesk orders = new OrderDesk(answers, transactions, rejections, clock);
        DenialDesk denials = new DenialDesk(answers, transactions, clock);
        RenewalDesk renewals = new RenewalDesk(answers, transactions, rejections, clock);
        RequestViews views = new RequestViews(trust, offers, clock);
        return Stream.of(
                        new RequestRoutes(registrar, views, transactions).routes(),
                        new OrderRoutes(trust, orders, denials).routes(),
                        new GrantRoutes(new GrantDesk(answers, transactions, clock), answers, transactions, clock)
                                .routes(),
                        new InventoryRoutes(trust, transactions, clock).routes(),
                        new StopRoutes(new StopDesk(trust, transactions, clock), trust).routes(),
                        new RevocationRoutes(new RevocationDesk(answers, transactions, clock), trust, transactions)
                                .routes(),
                        new CrlRoutes(trust, transactions).routes(),
                        new TrustRoutes(trust, new TrustDesk(trust, transactions, clock), transactions).routes(),
                        new AgentRoutes(new AgentDesk(answers, transactions, clock)).routes(),
                        new RenewalRoutes(renewals, views, transactions).routes(),
                        new ApiDocument().routes())
                .flatMap(List::stream)
                .toList();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void start() throws Exception {
        workers.start();
        server.start();
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        server.stop(deadline);
        workers.stop(deadline);
    }
}
