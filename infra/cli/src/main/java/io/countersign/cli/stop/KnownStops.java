package io.countersign.cli.stop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.RefusedStop;
import io.countersign.orders.SignedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.StopOrder;
import io.countersign.orders.StopTarget;
import io.countersign.orders.Stops;
import io.countersign.orders.Succession;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The stops that the registry or a spool shows, every signature checked here: they can hide one but not invent one. */
public final class KnownStops {
    private final Stops stops;
    private final Set<Sha256> lifted = new HashSet<>();

    public KnownStops(TrustDocument trust, List<SignedStop> signed, Instant now) {
        this.stops = Stops.of(trust, signed, now);
        for (Stop stop : stops.all()) {
            if (stop.target() instanceof StopTarget.Lift lift) {
                lifted.addAll(lift.stops());
            }
        }
    }

    public static KnownStops of(RestClient registry, TrustDocument trust, Instant now)
            throws CliException, ProblemException {
        List<SignedStop> signed = new ArrayList<>();
        for (JsonNode item : registry.list("/v1/stops")) {
            ObjectNode file = Json.TOLERANT.createObjectNode();
            file.set("payload", item.path("payload"));
            file.set("approvals", item.path("approvals"));
            try {
                signed.add(SignedStop.parse(Json.canonical(file)));
            } catch (RefusedException e) {
                throw CliException.failed(
                        "the registry's list of stops is not readable: " + e.refusal(),
                        "compare the versions of countersign and registry",
                        e);
            }
        }
        return new KnownStops(trust, signed, now);
    }

    public Optional<Stop> find(Sha256 digest) {
        return stops.all().stream().filter(stop -> stop.digest().equals(digest)).findFirst();
    }

    public boolean isLifted(Sha256 digest) {
        return lifted.contains(digest);
    }

    /** Stops and lifts that would end with this version of the trust document. */
    List<Stop> endingWith(Succession next, Instant now) {
        return next.ends(stops, now);
    }

    /** Items for a list, by time, and at its end what does not verify. */
    public List<JsonNode> items() {
        List<JsonNode> items = new ArrayList<>();
        for (Stop stop : stops.all()) {
            String state =
                    stop.target() instanceof StopTarget.Lift ? "lift" : isLifted(stop.digest()) ? "lifted" : "in force";
            items.add(item(stop, state));
        }
        stops.refused().forEach(refused -> items.add(item(refused)));
        return items;
    }

    private static ObjectNode item(Stop stop, String state) {
        ObjectNode item = facts(stop.order());
        item.put("state", state);
        ArrayNode officers = item.putArray("officers");
        stop.officers().forEach(officers::add);
        return item;
    }

    private static ObjectNode item(RefusedStop refused) {
        ObjectNode item;
        try {
            item = facts(
                    StopOrder.parse(Base64.getUrlDecoder().decode(refused.stop().payload())));
        } catch (RefusedException | IllegalArgumentException e) {
            item = Json.TOLERANT.createObjectNode();
            item.put("digest", "unreadable");
        }
        item.put("state", "refused: " + refused.refusal().code().code());
        item.putArray("officers");
        return item;
    }

    private static ObjectNode facts(StopOrder order) {
        ObjectNode item = Json.TOLERANT.createObjectNode();
        item.put("digest", order.digest().toString());
        item.put("act", StopText.act(order));
        item.put("target", StopText.target(order.target()));
        item.put("issuedAt", order.issuedAt().toString());
        item.put("reason", order.reason());
        if (order.target() instanceof StopTarget.Lift lift) {
            ArrayNode ended = item.putArray("stops");
            lift.stops().stream().map(Sha256::toString).sorted().forEach(ended::add);
        }
        return item;
    }
}
