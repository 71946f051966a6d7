package io.countersign.orders;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Makes the order that the first approver signs; it is then the one that the others sign too. */
public final class OrderWriter {
    /** How long people's orders stay usable (design 5), unless profile or installation give less. */
    public static final Duration USUAL_USE_BY = Duration.ofHours(24);

    private final TrustDocument trust;
    private final InstantSource clock;
    private final SecureRandom random;

    public OrderWriter(TrustDocument trust, InstantSource clock, SecureRandom random) {
        this.trust = trust;
        this.clock = clock;
        this.random = random;
    }

    /**
     * An order to issue these items, which all belong to one cluster.
     *
     * @param requester id of whoever asked; required where a profile does not count the requester
     */
    public Order issue(List<OrderItem> items, Optional<String> requester, Optional<String> reason)
            throws RefusedException {
        Duration usable = usual();
        for (OrderItem item : items) {
            usable = shorter(
                    usable,
                    trust.profile(item.profile())
                            .map(profile -> profile.useByCap())
                            .orElse(usable));
        }
        String cluster = items.isEmpty() ? "" : items.get(0).lineage().cluster();
        ObjectNode claims = claims(Act.ISSUE, cluster, usable);
        ArrayNode digests = claims.putArray("items");
        items.forEach(item -> digests.add(item.digest().toString()));
        requester.ifPresent(who -> claims.put("req", who));
        reason.ifPresent(why -> claims.put("why", why));
        return Order.parse(Json.canonical(claims));
    }

    /** An order to deny these requests of one cluster. */
    public Order deny(String cluster, List<String> requests, String reason) throws RefusedException {
        ObjectNode claims = claims(Act.DENY, cluster, usual());
        ArrayNode ids = claims.putArray("requests");
        requests.forEach(ids::add);
        claims.put("why", reason);
        return Order.parse(Json.canonical(claims));
    }

    private Duration usual() {
        return shorter(USUAL_USE_BY, trust.content().useByCap());
    }

    private ObjectNode claims(Act act, String cluster, Duration usable) {
        byte[] rid = new byte[16];
        random.nextBytes(rid);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("v", Order.VERSION);
        claims.put("act", act.wireName());
        claims.put("dep", trust.deployment());
        claims.put("clu", cluster);
        claims.put("rid", HexFormat.of().formatHex(rid));
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(usable).getEpochSecond());
        return claims;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
