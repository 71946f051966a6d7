package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.CLUSTER_UNKNOWN;
import static io.countersign.contracts.RefusalCode.PERSON_UNKNOWN;
import static io.countersign.contracts.RefusalCode.PROFILE_UNKNOWN;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Makes stop orders for an officer to sign. It refuses what the trust document does not list, because a misspelt stop stops
 * nothing; whoever verifies a stop does not ask, because the next version may list it.
 */
public final class StopWriter {
    private final TrustDocument trust;
    private final InstantSource clock;
    private final SecureRandom random;

    public StopWriter(TrustDocument trust, InstantSource clock, SecureRandom random) {
        this.trust = trust;
        this.clock = clock;
        this.random = random;
    }

    /** Freezes one lineage of the cluster, or the whole cluster. */
    public StopOrder freeze(String cluster, Optional<Lineage> lineage, String why) throws RefusedException {
        requireCluster(cluster);
        ObjectNode claims = claims(Act.FREEZE, why);
        claims.put("clu", cluster);
        lineage.ifPresent(one -> claims.put("lin", one.toString()));
        return written(claims);
    }

    /** Suspends a person or robot of the roster. */
    public StopOrder suspend(String person, String why) throws RefusedException {
        if (trust.content().roster().stream().noneMatch(entry -> entry.person().equals(person))) {
            // An officer who is in no roster has no approvals to suspend.
            throw new RefusedException(PERSON_UNKNOWN, "the roster has nobody called '" + person + "'");
        }
        ObjectNode claims = claims(Act.SUSPEND, why);
        claims.put("person", person);
        return written(claims);
    }

    /**
     * Cancels an order.
     *
     * @param order SHA-256 of its payload
     */
    public StopOrder cancel(Sha256 order, String why) throws RefusedException {
        ObjectNode claims = claims(Act.CANCEL, why);
        claims.put("order", order.toString());
        return written(claims);
    }

    /** Disables a profile, in one cluster or in all. */
    public StopOrder disable(String profile, Optional<String> cluster, String why) throws RefusedException {
        if (trust.profile(profile).isEmpty()) {
            throw new RefusedException(PROFILE_UNKNOWN, "profile '" + profile + "'");
        }
        ObjectNode claims = claims(Act.DISABLE, why);
        claims.put("profile", profile);
        if (cluster.isPresent()) {
            requireCluster(cluster.get());
            claims.put("clu", cluster.get());
        }
        return written(claims);
    }

    /** Lifts stops; the officers' threshold of persons must sign. */
    public StopOrder lift(List<Sha256> stops, String why) throws RefusedException {
        ObjectNode claims = claims(Act.LIFT, why);
        ArrayNode digests = claims.putArray("stops");
        stops.forEach(stop -> digests.add(stop.toString()));
        return written(claims);
    }

    private void requireCluster(String cluster) throws RefusedException {
        if (trust.cluster(cluster).isEmpty()) {
            throw new RefusedException(CLUSTER_UNKNOWN, "cluster '" + cluster + "'");
        }
    }

    private ObjectNode claims(Act act, String why) {
        byte[] rid = new byte[16];
        random.nextBytes(rid);
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("v", StopOrder.VERSION);
        claims.put("act", act.wireName());
        claims.put("dep", trust.deployment());
        claims.put("rid", HexFormat.of().formatHex(rid));
        claims.put("iat", clock.instant().truncatedTo(ChronoUnit.SECONDS).getEpochSecond());
        claims.put("why", why);
        return claims;
    }

    private static StopOrder written(ObjectNode claims) throws RefusedException {
        return StopOrder.parse(Json.canonical(claims));
    }
}
