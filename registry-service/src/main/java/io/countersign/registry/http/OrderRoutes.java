package io.countersign.registry.http;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.OrderItem;
import io.countersign.orders.Quorum;
import io.countersign.registry.core.DenialDesk;
import io.countersign.registry.core.OrderDesk;
import io.countersign.registry.core.SignedOrder;
import io.countersign.registry.core.TrustView;
import io.countersign.x509.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Orders: propose, approve, deny. */
final class OrderRoutes {
    static final String APPROVE = "orders:approve";

    private final Supplier<TrustView> trust;
    private final OrderDesk orders;
    private final DenialDesk denials;

    OrderRoutes(Supplier<TrustView> trust, OrderDesk orders, DenialDesk denials) {
        this.trust = trust;
        this.orders = orders;
        this.denials = denials;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/orders", APPROVE, this::propose),
                Route.post("/v1/orders/{digest}/approvals", APPROVE, this::approve),
                Route.post("/v1/denials", APPROVE, this::deny));
    }

    private record Proposed(String payload, List<String> items, List<String> requests, Approval approval) {}

    private record Denied(String payload, Approval approval) {}

    private Answer propose(Exchange exchange) throws RefusedException {
        Proposed body = exchange.body(Proposed.class);
        OrderDesk.Answer answer = orders.propose(
                new OrderDesk.Proposal(body.payload(), body.items(), body.requests(), body.approval()),
                exchange.caller());
        OrderView view = view(answer.order());
        return switch (answer.kind()) {
            case MADE -> Answer.json(201, view);
            case SAME -> Answer.json(view);
            case OTHER_FIRST -> Answer.problem(Problems.orderExists(answer.order(), view));
        };
    }

    private Answer approve(Exchange exchange) throws RefusedException {
        Approval approval = exchange.body(Approval.class);
        return Answer.json(view(orders.approve(exchange.digest(), approval, exchange.caller())));
    }

    private Answer deny(Exchange exchange) throws RefusedException {
        Denied body = exchange.body(Denied.class);
        var denied = denials.deny(body.payload(), body.approval());
        return Answer.json(Map.of(
                "requests",
                denied.stream().map(request -> RequestView.brief(request, 0)).toList()));
    }

    private OrderView view(SignedOrder order) throws RefusedException {
        int needed = 0;
        for (String text : order.items()) {
            Optional<Profile> profile =
                    trust.get().document().profile(OrderItem.parse(text).profile());
            needed = Math.max(needed, profile.map(Quorum::needed).orElse(0));
        }
        return OrderView.of(order, needed);
    }
}
