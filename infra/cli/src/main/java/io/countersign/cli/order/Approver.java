package io.countersign.cli.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Approves requests: makes or checks every item from the CSR's own bytes, shows it, signs, sends. The first approver writes the
 * payload, the others sign those exact bytes.
 */
public final class Approver {
    private final Terminal terminal;
    private final RestClient registry;
    private final TrustDocument trust;
    private final Signer signer;
    private final Consent consent;

    public Approver(Terminal terminal, RestClient registry, TrustDocument trust, Signer signer, Consent consent) {
        this.terminal = terminal;
        this.registry = registry;
        this.trust = trust;
        this.signer = signer;
        this.consent = consent;
    }

    /**
     * How far the order is.
     *
     * @param requests ids of everything in it
     * @param unasked whether the requester's own signature is needed and missing
     */
    public record Progress(String order, List<String> requests, List<String> persons, int needed, boolean unasked) {
        public boolean complete() {
            return persons.size() >= needed && !unasked;
        }
    }

    public Progress approve(List<String> ids, Optional<String> reason) throws CliException, ProblemException {
        List<RequestedItem> requests = fetch(ids);
        Instant now = terminal.clock().instant();
        List<String> waiting = requests.stream()
                .filter(request -> request.waitsForApprovals(now))
                .map(RequestedItem::id)
                .toList();
        if (waiting.isEmpty()) {
            try {
                return first(requests, reason);
            } catch (ProblemException e) {
                if (!e.code().equals("order-exists")) {
                    throw e;
                }
                terminal.err().println("somebody signed an order over this first; here is theirs");
                return further(fetch(ids), ids);
            }
        }
        if (waiting.size() < requests.size()) {
            throw CliException.failed(
                    "some of these requests already wait for more approvals, others for their first",
                    "approve them in two commands: " + waiting + " wait");
        }
        return further(requests, ids);
    }

    private List<RequestedItem> fetch(List<String> ids) throws CliException, ProblemException {
        List<RequestedItem> requests = new ArrayList<>();
        for (String id : ids) {
            requests.add(RequestedItem.read(id, registry.get("/v1/requests/" + RestClient.segment(id))));
        }
        return requests;
    }

    private Progress first(List<RequestedItem> requests, Optional<String> reason)
            throws CliException, ProblemException {
        requireOne(
                "clusters",
                requests.stream().map(request -> request.lineage().cluster()).toList());
        requireOne("requesters", requests.stream().map(RequestedItem::requester).toList());
        // Read once: an order made a second after its items would be younger than they may be (notBefore, 5 min
        // backdate).
        Instant now = terminal.clock().instant();
        List<OrderItem> items = new ArrayList<>();
        for (RequestedItem request : requests) {
            OrderItem mine = request.recompute(trust, now);
            if (request.offer().isPresent()) {
                request.requireSame(mine, request.offer().get());
            }
            items.add(mine);
        }
        try {
            Order order = new OrderWriter(trust, InstantSource.fixed(now), terminal.random())
                    .issue(items, Optional.of(requests.get(0).requester()), reason.or(() -> requests.get(0)
                            .reason()));
            signer.require(trust, order, items);
            confirm(order, requests, items);
            return send(order, requests, items);
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }

    private Progress send(Order order, List<RequestedItem> requests, List<OrderItem> items)
            throws CliException, ProblemException {
        ObjectNode body = Json.TOLERANT.createObjectNode();
        body.put("payload", order.payload());
        ArrayNode texts = body.putArray("items");
        items.forEach(item -> texts.add(item.text()));
        ArrayNode ids = body.putArray("requests");
        requests.forEach(request -> ids.add(request.id()));
        Approval mine = signer.sign(order);
        body.set("approval", Json.TOLERANT.valueToTree(mine));
        return progress(
                registry.post("/v1/orders", body).body(), order, requests, Signer.unasked(trust, items, List.of(mine)));
    }

    private Progress further(List<RequestedItem> asked, List<String> ids) throws CliException, ProblemException {
        ExistingOrder existing = ExistingOrder.of(asked);
        List<RequestedItem> requests = fetch(existing.requests());
        List<String> unnamed =
                existing.requests().stream().filter(id -> !ids.contains(id)).toList();
        if (consent.given() && !unnamed.isEmpty()) {
            throw CliException.failed(
                    "the order also covers " + unnamed, "name them too, or leave --yes out and read what is shown");
        }
        Order order = existing.check(trust, requests, terminal.clock().instant());
        signer.require(trust, order, existing.items());
        confirm(order, requests, existing.items());
        Approval mine = signer.sign(order);
        JsonNode answer = registry.post("/v1/orders/" + order.digest() + "/approvals", Json.TOLERANT.valueToTree(mine))
                .body();
        List<Approval> all = new ArrayList<>(existing.approvals());
        all.add(mine);
        return progress(answer, order, requests, Signer.unasked(trust, existing.items(), all));
    }

    private void confirm(Order order, List<RequestedItem> requests, List<OrderItem> items)
            throws CliException, ProblemException {
        Preview preview = new Preview(trust).order(order, items.size());
        Predecessors predecessors = new Predecessors(registry, trust);
        for (int i = 0; i < items.size(); i++) {
            preview.item(requests.get(i), items.get(i), predecessors.of(items.get(i)));
        }
        terminal.out().print(preview.text());
        consent.ask(signer.name(trust), ", or deny with: countersign deny ID");
    }

    private static Progress progress(JsonNode answer, Order order, List<RequestedItem> requests, boolean unasked) {
        List<String> persons = new ArrayList<>();
        answer.path("persons").forEach(person -> persons.add(person.asText()));
        return new Progress(
                order.digest().toString(),
                requests.stream().map(RequestedItem::id).toList(),
                persons,
                answer.path("needed").asInt(1),
                unasked);
    }

    private static void requireOne(String what, List<String> values) throws CliException {
        if (new TreeSet<>(values).size() > 1) {
            throw CliException.failed(
                    "one order cannot span several " + what + ": " + new TreeSet<>(values),
                    "approve the requests of each in a command of its own");
        }
    }
}
