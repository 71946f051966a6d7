package io.countersign.registry.http;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.registry.core.GatheredRevocation;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.RevocationDesk;
import io.countersign.registry.core.Transactions;
import io.countersign.registry.core.TrustView;
import io.countersign.runtime.http.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Revoke orders: send, sign, look. */
final class RevocationRoutes {
    static final String ORDER = "revocations:order";
    static final String READ = "revocations:read";

    private final RevocationDesk desk;
    private final Supplier<TrustView> trust;
    private final Transactions transactions;

    RevocationRoutes(RevocationDesk desk, Supplier<TrustView> trust, Transactions transactions) {
        this.desk = desk;
        this.trust = trust;
        this.transactions = transactions;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/revocations", ORDER, this::order),
                Route.post("/v1/revocations/{digest}/approvals", ORDER, this::approve),
                Route.get("/v1/revocations", READ, this::list),
                Route.get("/v1/revocations/{digest}", READ, this::show));
    }

    /** The certificate comes along where its own key signed. */
    record Body(String payload, Approval approval, Optional<Bytes> certificate) {}

    private Answer order(Exchange exchange) throws RefusedException {
        Body body = exchange.body(Body.class);
        RevocationDesk.Answer answer =
                desk.order(new SignedRevocation(body.payload(), List.of(body.approval()), body.certificate()));
        return Answer.json(answer.created() ? 201 : 200, view(answer.revocation()));
    }

    private Answer approve(Exchange exchange) throws RefusedException {
        Approval approval = exchange.body(Approval.class);
        return Answer.json(view(desk.approve(exchange.digest(), approval)));
    }

    private Answer show(Exchange exchange) throws RefusedException {
        Sha256 digest = exchange.digest();
        exchange.caller().requireNoPost();
        Optional<GatheredRevocation> found =
                transactions.run(stores -> stores.revocations().find(digest));
        return found.isEmpty()
                ? Answer.problem(Problem.notFound("no revocation " + digest))
                : Answer.json(view(found.get()));
    }

    private Answer list(Exchange exchange) throws RefusedException {
        Listing listing = exchange.listing();
        exchange.caller().requireNoPost();
        return Answer.json(
                ListView.of(transactions.run(stores -> stores.revocations().list(listing)), this::view));
    }

    private RevocationView view(GatheredRevocation revocation) {
        return RevocationView.of(revocation, trust.get().document());
    }
}
