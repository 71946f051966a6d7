package io.countersign.registry.http;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.Request;
import io.countersign.registry.core.SignedOrder;
import io.countersign.registry.core.TimelineEntry;
import io.countersign.x509.Pem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A request on the wire; in lists without CSR, draft, order and timeline.
 *
 * @param certificate fingerprint in hex
 */
record RequestView(
        String id,
        Lineage lineage,
        String profile,
        String state,
        String requester,
        Optional<String> reason,
        Instant submittedAt,
        Instant changedAt,
        Optional<Duration> lifetime,
        Names names,
        int needed,
        Optional<String> certificate,
        Optional<Request.Outcome> refusal,
        Optional<String> csr,
        Optional<Draft> draft,
        Optional<OrderView> order,
        Optional<List<TimelineView>> timeline) {

    /** What the registry offers to approve. */
    record Draft(String itemText) {}

    static RequestView brief(Request request, int needed) {
        return of(request, needed, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static RequestView full(
            Request request,
            int needed,
            Optional<String> itemText,
            Optional<SignedOrder> order,
            List<TimelineEntry> past) {
        return of(
                request,
                needed,
                Optional.of(Pem.encode(Pem.CERTIFICATE_REQUEST, request.csr().toArray())),
                itemText.map(Draft::new),
                order.map(standing -> OrderView.of(standing, needed)),
                Optional.of(TimelineView.of(past)));
    }

    private static RequestView of(
            Request request,
            int needed,
            Optional<String> csr,
            Optional<Draft> draft,
            Optional<OrderView> order,
            Optional<List<TimelineView>> timeline) {
        return new RequestView(
                request.id(),
                request.lineage(),
                request.profile(),
                request.state().wireName(),
                request.requester(),
                request.reason(),
                request.submittedAt(),
                request.changedAt(),
                request.lifetime(),
                request.names(),
                needed,
                request.certificate().map(Sha256::hex),
                request.refusal(),
                csr,
                draft,
                order,
                timeline);
    }
}
