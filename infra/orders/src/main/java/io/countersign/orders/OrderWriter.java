package io.countersign.orders;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Profile;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Makes the order that the first approver signs; it is then the one that the others sign too. */
public final class OrderWriter {
    /** How long people's orders stay usable (design 5), unless profile or installation give less. */
    public static final Duration USUAL_USE_BY = Duration.ofHours(24);

    private final TrustDocument trust;
    private final FreshClaims fresh;

    public OrderWriter(TrustDocument trust, InstantSource clock, SecureRandom random) {
        this.trust = trust;
        this.fresh = new FreshClaims(trust, clock, random);
    }

    /**
     * An order to issue these items, which all belong to one cluster.
     *
     * @param requester id of whoever asked; required where a profile does not count the requester
     */
    public Order issue(List<OrderItem> items, Optional<String> requester, Optional<String> reason)
            throws RefusedException {
        return issue(items, usable(items), requester, reason);
    }

    private Order issue(List<OrderItem> items, Duration usable, Optional<String> requester, Optional<String> reason)
            throws RefusedException {
        String cluster = items.isEmpty() ? "" : items.get(0).lineage().cluster();
        ObjectNode claims = claims(Act.ISSUE, cluster, usable);
        ArrayNode digests = claims.putArray("items");
        items.forEach(item -> digests.add(item.digest().toString()));
        requester.ifPresent(who -> claims.put("req", who));
        reason.ifPresent(why -> claims.put("why", why));
        return Order.parse(Json.canonical(claims));
    }

    /**
     * An order that redeems a standing grant: one item, to be signed by the key of its predecessor.
     *
     * @param item names the predecessor
     */
    public Order redeem(OrderItem item, GrantText grant) throws RefusedException {
        if (item.predecessor().isEmpty()) {
            throw new IllegalArgumentException("only the successor of a certificate redeems a grant");
        }
        ObjectNode claims =
                claims(Act.ISSUE, item.lineage().cluster(), shorter(Continuity.LONGEST_USE_BY, usable(List.of(item))));
        claims.putArray("items").add(item.digest().toString());
        claims.put("gra", grant.digest().toString());
        return Order.parse(Json.canonical(claims));
    }

    /** An order for a cluster's robot to sign, over kubelet items of its cluster. */
    public Order robot(List<OrderItem> items) throws RefusedException {
        return issue(items, shorter(ClusterRobot.LONGEST_USE_BY, usable(items)), Optional.empty(), Optional.empty());
    }

    /** An order to deny these requests of one cluster. */
    public Order deny(String cluster, List<String> requests, String reason) throws RefusedException {
        ObjectNode claims = claims(Act.DENY, cluster, usual());
        ArrayNode ids = claims.putArray("requests");
        requests.forEach(ids::add);
        claims.put("why", reason);
        return Order.parse(Json.canonical(claims));
    }

    private Duration usable(List<OrderItem> items) {
        Duration usable = usual();
        for (OrderItem item : items) {
            usable = shorter(
                    usable, trust.profile(item.profile()).map(Profile::useByCap).orElse(usable));
        }
        return usable;
    }

    private Duration usual() {
        return shorter(USUAL_USE_BY, trust.content().useByCap());
    }

    private ObjectNode claims(Act act, String cluster, Duration usable) {
        ObjectNode claims = fresh.of(act, cluster);
        claims.put("exp", claims.get("iat").longValue() + usable.toSeconds());
        return claims;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
