package io.countersign.registry.http;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.RefusedStop;
import io.countersign.orders.SignedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.StopTarget;
import io.countersign.orders.Stops;
import io.countersign.registry.core.StopDesk;
import io.countersign.registry.core.TrustView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Stops and lifts. */
final class StopRoutes {
    static final String ORDER = "stops:order";
    static final String READ = "stops:read";

    private final StopDesk desk;
    private final Supplier<TrustView> trust;

    StopRoutes(StopDesk desk, Supplier<TrustView> trust) {
        this.desk = desk;
        this.trust = trust;
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/stops", ORDER, this::order), Route.get("/v1/stops", READ, this::list));
    }

    /** One signature stops; a lift brings all of its signatures along. */
    record Body(String payload, Optional<Approval> approval, Optional<List<Approval>> approvals) {
        Body {
            approvals = approvals.map(List::copyOf);
        }
    }

    private Answer order(Exchange exchange) throws RefusedException {
        Body body = exchange.body(Body.class);
        if (body.approval().isPresent() == body.approvals().isPresent()) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "either approval or approvals");
        }
        List<Approval> approvals =
                body.approvals().orElseGet(() -> List.of(body.approval().orElseThrow()));
        StopDesk.Ordered ordered = desk.order(new SignedStop(body.payload(), approvals));
        return Answer.json(
                ordered.created() ? 201 : 200,
                StopView.of(ordered.stop(), lifted(trust.get().stops())));
    }

    /** All at once: an installation has few. */
    private Answer list(Exchange exchange) throws RefusedException {
        exchange.caller().requireNoPost();
        Stops stops = trust.get().stops();
        Set<Sha256> lifted = lifted(stops);
        List<StopView> views = new ArrayList<>();
        for (Stop stop : stops.all()) {
            views.add(StopView.of(stop, lifted));
        }
        for (RefusedStop refused : stops.refused()) {
            views.add(StopView.of(refused));
        }
        return Answer.json(new ListView<>(views, Optional.empty()));
    }

    private static Set<Sha256> lifted(Stops stops) {
        Set<Sha256> lifted = new HashSet<>();
        for (Stop stop : stops.all()) {
            if (stop.target() instanceof StopTarget.Lift lift) {
                lifted.addAll(lift.stops());
            }
        }
        return lifted;
    }
}
