package io.countersign.registry.http;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.registry.core.Registrar;
import io.countersign.registry.core.Request;
import io.countersign.registry.core.RequestState;
import io.countersign.registry.core.Submission;
import io.countersign.registry.core.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Requests: ask, look, list. */
final class RequestRoutes {
    static final String CREATE = "requests:create";
    static final String READ = "requests:read";

    private final Registrar registrar;
    private final RequestViews views;
    private final Transactions transactions;

    RequestRoutes(Registrar registrar, RequestViews views, Transactions transactions) {
        this.registrar = registrar;
        this.views = views;
        this.transactions = transactions;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/requests", CREATE, this::create),
                Route.get("/v1/requests", READ, this::list),
                Route.get("/v1/requests/{id}", READ, this::show));
    }

    private record Body(
            String cluster,
            String component,
            String instance,
            Optional<String> profile,
            String csr,
            Optional<String> reason,
            Optional<Duration> lifetime) {}

    private Answer create(Exchange exchange) throws RefusedException {
        Body body = exchange.body(Body.class);
        Registrar.Submitted submitted = registrar.submit(
                new Submission(
                        body.cluster(),
                        body.component(),
                        body.instance(),
                        body.profile(),
                        body.csr(),
                        body.reason(),
                        body.lifetime()),
                exchange.caller());
        RequestView view = transactions.run(stores -> views.full(submitted.request(), stores));
        return Answer.json(submitted.created() ? 201 : 200, view);
    }

    private Answer show(Exchange exchange) throws RefusedException {
        String id = exchange.path().get("id");
        return Answer.json(transactions.run(stores -> {
            Request request = stores.requests()
                    .find(id)
                    .orElseThrow(() -> new RefusedException(RefusalCode.REQUEST_UNKNOWN, "no request " + id));
            exchange.caller().requireMayTouch(request.lineage());
            return views.full(request, stores);
        }));
    }

    private Answer list(Exchange exchange) throws RefusedException {
        var listing = exchange.listing();
        if (listing.state().isPresent()
                && RequestState.of(listing.state().get()).isEmpty()) {
            throw new RefusedException(
                    RefusalCode.REQUEST_MALFORMED, "no state " + listing.state().get());
        }
        exchange.caller().requireNoPost();
        return Answer.json(
                ListView.of(transactions.run(stores -> stores.requests().list(listing)), views::brief));
    }
}
