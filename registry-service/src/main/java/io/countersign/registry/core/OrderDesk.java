package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.orders.ApprovedItem;
import io.countersign.registry.core.SignedOrder.SignedApproval;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gathers approvals. The first approver's exact bytes become the order; everybody else signs the same bytes. An item is published
 * once, when its profile's number of distinct persons is reached.
 */
public final class OrderDesk {
    private final EarlyAnswers answers;
    private final Transactions transactions;
    private final Rejections rejections;
    private final InstantSource clock;

    public OrderDesk(EarlyAnswers answers, Transactions transactions, Rejections rejections, InstantSource clock) {
        this.answers = answers;
        this.transactions = transactions;
        this.rejections = rejections;
        this.clock = clock;
    }

    /**
     * An order as its first approver sends it.
     *
     * @param payload base64url, exactly as signed
     * @param requests the request that each item answers
     */
    public record Proposal(String payload, List<String> items, List<String> requests, Approval approval) {
        public Proposal {
            items = List.copyOf(items);
            requests = List.copyOf(requests);
        }
    }

    /** What came of a proposal; the order is the one that stands over the request, whoever made it. */
    public record Answer(SignedOrder order, Kind kind) {
        /** How the order that stands relates to the one proposed. */
        public enum Kind {
            MADE,
            SAME,
            /** Another order was signed first; its bytes are the ones to sign. */
            OTHER_FIRST
        }
    }

    /** Lays an order over its requests, or adds to the same order. */
    public Answer propose(Proposal proposal, Caller caller) throws RefusedException {
        Instant now = now();
        if (proposal.items().size() != proposal.requests().size()
                || new TreeSet<>(proposal.requests()).size()
                        != proposal.requests().size()) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "each item answers one request of its own");
        }
        return told(proposal.requests(), caller, now, stores -> {
            Map<String, Request> requests = lock(proposal.requests(), stores);
            EarlyAnswers.Checked checked =
                    answers.check(proposal.payload(), List.of(proposal.approval()), items(proposal, requests), now);
            SignedOrder order = new SignedOrder(
                    checked.digest(),
                    proposal.payload(),
                    proposal.items(),
                    proposal.requests(),
                    checked.useBy(),
                    List.of(new SignedApproval(checked.lastPerson(), proposal.approval())));
            Optional<SignedOrder> first = firstOver(order, requests, stores, now);
            if (first.isPresent()) {
                return first.get().digest().equals(order.digest())
                        ? new Answer(add(first.get(), proposal.approval(), requests, stores, now), Answer.Kind.SAME)
                        : new Answer(first.get(), Answer.Kind.OTHER_FIRST);
            }
            RobotLimits limits = new RobotLimits(stores.certificates(), now);
            for (ApprovedItem item : checked.items()) {
                limits.check(item);
            }
            stores.orders().add(order, now);
            for (int item = 0; item < order.requests().size(); item++) {
                Request laid = requests.get(order.requests().get(item)).laidUnder(order.digest(), item, now);
                requests.put(laid.id(), laid);
                stores.requests().update(laid);
                note(laid, checked.lastPerson(), stores, now);
            }
            publish(order, checked, requests, stores, now);
            return new Answer(order, Answer.Kind.MADE);
        });
    }

    /** Adds an approval over the same bytes; a person who has approved already changes nothing. */
    public SignedOrder approve(Sha256 digest, Approval approval, Caller caller) throws RefusedException {
        Instant now = now();
        List<String> ids = transactions.run(stores -> order(digest, stores).requests());
        return told(ids, caller, now, stores -> {
            // Requests before the order, as everywhere: two orders of locking would wait for each other.
            Map<String, Request> requests = lock(ids, stores);
            return add(order(digest, stores), approval, requests, stores, now);
        });
    }

    private SignedOrder add(
            SignedOrder order, Approval approval, Map<String, Request> requests, Stores stores, Instant now)
            throws RefusedException {
        SignedOrder locked = stores.orders()
                .lock(order.digest())
                .orElseThrow(() -> new IllegalStateException("orders are never deleted: " + order.digest()));
        if (locked.signatures().contains(approval)) {
            return locked;
        }
        List<Approval> all = new ArrayList<>(locked.signatures());
        all.add(approval);
        EarlyAnswers.Checked checked = answers.check(locked.payload(), all, items(locked, requests), now);
        if (locked.approvedBy(checked.lastPerson())) {
            return locked;
        }
        if (locked.requests().stream().noneMatch(id -> gathers(requests.get(id), locked))) {
            throw new RefusedException(RefusalCode.REQUEST_CLOSED, "nothing of this order waits for approval");
        }
        List<SignedApproval> approvals = new ArrayList<>(locked.approvals());
        approvals.add(new SignedApproval(checked.lastPerson(), approval));
        SignedOrder grown = new SignedOrder(
                locked.digest(), locked.payload(), locked.items(), locked.requests(), locked.expiresAt(), approvals);
        stores.orders().approve(grown.digest(), approvals.get(approvals.size() - 1), now);
        for (String id : grown.requests()) {
            if (gathers(requests.get(id), grown)) {
                note(requests.get(id), checked.lastPerson(), stores, now);
            }
        }
        publish(grown, checked, requests, stores, now);
        return grown;
    }

    /** Publishes every item that has its persons now and had not before. */
    private static void publish(
            SignedOrder order,
            EarlyAnswers.Checked checked,
            Map<String, Request> requests,
            Stores stores,
            Instant now) {
        for (ApprovedItem item : checked.items()) {
            Request request = requests.get(order.requests().get(item.index()));
            if (!item.isComplete() || !gathers(request, order)) {
                continue;
            }
            CsrApproved approved = new CsrApproved(
                    request.lineage(),
                    request.id(),
                    order.payload(),
                    order.signatures(),
                    item.index(),
                    order.items().get(item.index()),
                    request.csr());
            new Handover(stores, now)
                    .toSigner(
                            request,
                            approved,
                            order.expiresAt(),
                            item.persons().size() + " of " + item.needed() + " persons");
        }
    }

    /** The order that already stands over one of the requests and still counts. */
    private static Optional<SignedOrder> firstOver(
            SignedOrder proposed, Map<String, Request> requests, Stores stores, Instant now) throws RefusedException {
        Optional<SignedOrder> same = stores.orders().find(proposed.digest());
        if (same.isPresent()) {
            return same;
        }
        for (Request request : requests.values()) {
            if (request.state().opensToOrder()) {
                continue;
            }
            if (request.state() != RequestState.APPROVING && request.state() != RequestState.APPROVED) {
                throw new RefusedException(
                        RefusalCode.REQUEST_CLOSED,
                        request.id() + " is " + request.state().wireName());
            }
            // Past its use-by no signer takes an order any more, so one that was lost on the way must not bar the next.
            Optional<SignedOrder> standing =
                    request.order().flatMap(stores.orders()::find).filter(order -> now.isBefore(order.expiresAt()));
            if (standing.isPresent()) {
                return standing;
            }
        }
        return Optional.empty();
    }

    private static boolean gathers(Request request, SignedOrder order) {
        return request.state() == RequestState.APPROVING && request.order().equals(Optional.of(order.digest()));
    }

    private static List<EarlyAnswers.Item> items(Proposal proposal, Map<String, Request> requests) {
        return items(proposal.items(), proposal.requests(), requests);
    }

    private static List<EarlyAnswers.Item> items(SignedOrder order, Map<String, Request> requests) {
        return items(order.items(), order.requests(), requests);
    }

    private static List<EarlyAnswers.Item> items(List<String> texts, List<String> ids, Map<String, Request> requests) {
        List<EarlyAnswers.Item> items = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            items.add(new EarlyAnswers.Item(texts.get(i), requests.get(ids.get(i))));
        }
        return items;
    }

    private static Map<String, Request> lock(List<String> ids, Stores stores) throws RefusedException {
        Map<String, Request> requests = new TreeMap<>();
        for (String id : new TreeSet<>(ids)) {
            requests.put(
                    id,
                    stores.requests()
                            .lock(id)
                            .orElseThrow(() -> new RefusedException(RefusalCode.REQUEST_UNKNOWN, "no request " + id)));
        }
        return requests;
    }

    private static SignedOrder order(Sha256 digest, Stores stores) throws RefusedException {
        return stores.orders()
                .find(digest)
                .orElseThrow(() -> new RefusedException(RefusalCode.REQUEST_UNKNOWN, "no order " + digest));
    }

    private static void note(Request request, String person, Stores stores, Instant now) {
        stores.timeline().add(TimelineEntry.of(now, request, "approved by " + person, Optional.empty()));
    }

    /** Runs work on an order; a refusal is told for every request it concerns. */
    private <T> T told(List<String> ids, Caller caller, Instant now, Transactions.Work<T> work)
            throws RefusedException {
        try {
            return transactions.run(work);
        } catch (RefusedException refused) {
            for (String id : ids) {
                Optional<Request> request =
                        transactions.run(stores -> stores.requests().find(id));
                if (request.isPresent()) {
                    rejections.tell(request.get(), caller, refused.refusal(), now);
                }
            }
            throw refused;
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
