package io.countersign.registry.http;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.Registrar;
import io.countersign.registry.core.RenewalDesk;
import io.countersign.registry.core.Transactions;
import java.util.List;

/** Renewals that need nobody, because people granted them. */
final class RenewalRoutes {
    static final String RENEW = "agent:renew";

    private final RenewalDesk desk;
    private final RequestViews views;
    private final Transactions transactions;

    RenewalRoutes(RenewalDesk desk, RequestViews views, Transactions transactions) {
        this.desk = desk;
        this.views = views;
        this.transactions = transactions;
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/renewals", RENEW, this::renew));
    }

    private record Body(
            String payload, String itemText, String csr, Approval approval, String predecessor, Sha256 grant) {}

    private Answer renew(Exchange exchange) throws RefusedException {
        Body body = exchange.body(Body.class);
        Registrar.Submitted submitted = desk.redeem(
                new RenewalDesk.Renewal(
                        body.payload(), body.itemText(), body.csr(), body.approval(), body.predecessor(), body.grant()),
                exchange.caller());
        RequestView view = transactions.run(stores -> views.full(submitted.request(), stores));
        return Answer.json(submitted.created() ? 201 : 200, view);
    }
}
