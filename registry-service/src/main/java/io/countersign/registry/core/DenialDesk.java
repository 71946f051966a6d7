package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.CsrDenied;
import io.countersign.orders.Order;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Closes requests on one approver's signed word. Denying needs one person: a stop is cheap, a start is not. */
public final class DenialDesk {
    private final EarlyAnswers answers;
    private final Transactions transactions;
    private final InstantSource clock;

    public DenialDesk(EarlyAnswers answers, Transactions transactions, InstantSource clock) {
        this.answers = answers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Denies all requests that the order names, or none. Denying what is denied already changes nothing. */
    public List<Request> deny(String payload, Approval approval) throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        EarlyAnswers.Denial denial = answers.denial(payload, approval, now);
        return transactions.run(stores -> {
            List<Request> denied = new ArrayList<>();
            for (String id : new TreeSet<>(denial.order().requests())) {
                denied.add(deny(id, denial, payload, approval, stores, now));
            }
            return denied;
        });
    }

    private static Request deny(
            String id, EarlyAnswers.Denial denial, String payload, Approval approval, Stores stores, Instant now)
            throws RefusedException {
        Order order = denial.order();
        Request request = stores.requests()
                .lock(id)
                .orElseThrow(() -> new RefusedException(RefusalCode.REQUEST_UNKNOWN, "no request " + id));
        if (!request.lineage().cluster().equals(order.cluster())) {
            throw new RefusedException(
                    RefusalCode.LINEAGE_MISMATCH, id + " is of another cluster than " + order.cluster());
        }
        if (request.state() == RequestState.DENIED) {
            return request;
        }
        if (!request.state().opensToDenial()) {
            throw new RefusedException(
                    RefusalCode.REQUEST_CLOSED, id + " is " + request.state().wireName());
        }
        String reason = order.reason().orElse("");
        Request closed = request.ended(RequestState.DENIED, new Request.Outcome("denied", reason), now);
        stores.requests().update(closed);
        String event = stores.announcements()
                .announce(
                        EventType.CSR_DENIED,
                        request.lineage().toString(),
                        now,
                        new CsrDenied(id, request.lineage(), denial.person(), reason, payload, List.of(approval)),
                        Optional.empty());
        stores.timeline()
                .add(TimelineEntry.told(
                        now,
                        request.lineage(),
                        Optional.of(id),
                        "denied by " + denial.person(),
                        Optional.of(reason),
                        event));
        return closed;
    }
}
