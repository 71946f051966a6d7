package io.countersign.orders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/** The claims that every new order begins with: where it counts, when it was made, and 128 bits that no other order has. */
record FreshClaims(TrustDocument trust, InstantSource clock, SecureRandom random) {
    ObjectNode of(Act act, String cluster) {
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
        return claims;
    }
}
