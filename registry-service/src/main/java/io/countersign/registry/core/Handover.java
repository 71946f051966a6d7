package io.countersign.registry.core;

import io.countersign.contracts.EventType;
import io.countersign.contracts.event.CsrApproved;
import java.time.Instant;
import java.util.Optional;

/** Hands an approved item to the signer: its event, the request's state and the timeline change together. */
final class Handover {
    private final Stores stores;
    private final Instant now;

    Handover(Stores stores, Instant now) {
        this.stores = stores;
        this.now = now;
    }

    /**
     * Publishes the item.
     *
     * @param request under its order already
     * @param detail who allowed it, for people
     */
    void toSigner(Request request, CsrApproved approved, Instant useBy, String detail) {
        String event = stores.announcements()
                .announce(EventType.CSR_APPROVED, request.lineage().toString(), now, approved, Optional.empty());
        request.order().ifPresent(order -> stores.resubmissions().submitted(request.id(), order, event, useBy));
        stores.requests().update(request.moved(RequestState.APPROVED, now));
        stores.timeline()
                .add(TimelineEntry.told(
                        now, request.lineage(), Optional.of(request.id()), "approved", Optional.of(detail), event));
    }
}
