package io.countersign.registry.http;

import io.countersign.orders.OrderItem;
import io.countersign.orders.Quorum;
import io.countersign.registry.core.Offers;
import io.countersign.registry.core.Request;
import io.countersign.registry.core.Stores;
import io.countersign.registry.core.TrustView;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Requests with what is needed to decide on them. */
final class RequestViews {
    private final Supplier<TrustView> trust;
    private final Offers offers;
    private final InstantSource clock;

    RequestViews(Supplier<TrustView> trust, Offers offers, InstantSource clock) {
        this.trust = trust;
        this.offers = offers;
        this.clock = clock;
    }

    RequestView brief(Request request) {
        return RequestView.brief(request, needed(request));
    }

    RequestView full(Request request, Stores stores) {
        return RequestView.full(
                request,
                needed(request),
                offers.draft(request, clock.instant()).map(OrderItem::text),
                request.order().flatMap(stores.orders()::find),
                stores.timeline().ofRequest(request.id()));
    }

    private int needed(Request request) {
        return trust.get()
                .document()
                .profile(request.profile())
                .map(Quorum::needed)
                .orElse(0);
    }
}
