package io.countersign.registry.core;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.OrderItem;
import io.countersign.x509.Csr;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the registry offers to approve. The first approver's tool makes it again from the CSR's own bytes and its own trust
 * document, so the offer convinces nobody by itself.
 */
public final class Offers {
    private final Supplier<TrustView> trust;

    public Offers(Supplier<TrustView> trust) {
        this.trust = trust;
    }

    /** The item that would follow from a request now; also every early check that concerns the CSR and its profile. */
    OrderItem draft(Request request, Csr csr, Instant now) throws RefusedException {
        // Predecessors belong to standing grants; an order by people stands on its own.
        TrustView view = trust.get();
        OrderItem item = new ItemDraft(
                        csr, request.lineage(), Optional.of(request.profile()), request.lifetime(), Optional.empty())
                .item(view.document(), now);
        Optional<Refusal> stopped = view.stops().onLineage(item.lineage()).or(() -> view.stops()
                .onProfile(item.profile(), item.lineage().cluster()));
        if (stopped.isPresent()) {
            throw new RefusedException(stopped.get());
        }
        return item;
    }

    /** The offer for a stored request; empty once it is decided, or when it could not be approved any more. */
    public Optional<OrderItem> draft(Request request, Instant now) {
        if (!request.state().opensToDenial()) {
            return Optional.empty();
        }
        try {
            return Optional.of(draft(request, Csr.read(request.csr().toArray()), now));
        } catch (RefusedException noLonger) {
            // The trust document or the issuer's remaining life changed since; an approval would get the code as its
            // answer.
            return Optional.empty();
        }
    }
}
