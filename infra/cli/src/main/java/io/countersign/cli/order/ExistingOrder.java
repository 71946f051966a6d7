package io.countersign.cli.order;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.Decision;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An order that others signed first, as the registry sent it: checked from its exact bytes before a further person signs them. */
final class ExistingOrder {
    private final String payload;
    private final List<String> requests;
    private final List<String> itemTexts;
    private final List<Approval> approvals;
    private final List<OrderItem> items = new ArrayList<>();

    private ExistingOrder(String payload, List<String> requests, List<String> itemTexts, List<Approval> approvals)
            throws RefusedException {
        this.payload = payload;
        this.requests = requests;
        this.itemTexts = itemTexts;
        this.approvals = approvals;
        for (String text : itemTexts) {
            items.add(OrderItem.parse(text));
        }
    }

    /** The one order that all these requests wait in. */
    static ExistingOrder of(List<RequestedItem> asked) throws CliException {
        Set<String> payloads = new HashSet<>();
        asked.forEach(request -> payloads.add(
                request.order().map(order -> order.path("payload").asText()).orElse("")));
        if (payloads.size() != 1 || payloads.contains("")) {
            throw CliException.failed(
                    "these requests do not wait in one and the same order", "approve them one by one");
        }
        JsonNode order = asked.get(0).order().orElseThrow();
        try {
            List<Approval> approvals = new ArrayList<>();
            for (JsonNode approval : order.path("approvals")) {
                approvals.add(Json.STRICT.treeToValue(approval, Approval.class));
            }
            return new ExistingOrder(
                    order.path("payload").asText(),
                    texts(order.path("requests")),
                    texts(order.path("items")),
                    approvals);
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (JacksonException e) {
            throw CliException.failed(
                    "the registry's order is not readable: " + e.getOriginalMessage(),
                    "compare the versions of countersign and registry",
                    e);
        }
    }

    List<String> requests() {
        return requests;
    }

    List<Approval> approvals() {
        return approvals;
    }

    List<OrderItem> items() {
        return items;
    }

    /**
     * Every check that the signer will make, and that each item is what its CSR gives.
     *
     * @param asked the requests in the order's own sequence
     */
    Order check(TrustDocument trust, List<RequestedItem> asked, Instant now) throws CliException {
        try {
            Order order = null;
            for (int i = 0; i < items.size(); i++) {
                RequestedItem request = asked.get(i);
                SignedItem signed = SignedItem.of(
                        payload, approvals, i, itemTexts.get(i), request.csr().der());
                // Registry and signer know the stops; here it is about what is signed.
                order = Decision.checkSoFar(trust, Stops.NONE, signed, now).order();
                request.requireSame(request.recompute(trust, now), items.get(i));
            }
            if (order == null || order.items().size() != items.size() || asked.size() != items.size()) {
                throw CliException.failed(
                        "the registry hides items of the order", "do not sign; tell your security team");
            }
            return order;
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
