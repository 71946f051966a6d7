package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.STOP_MALFORMED;
import static io.countersign.contracts.RefusalCode.WRONG_ACT;
import static io.countersign.orders.ClaimGrammar.HEX_128;
import static io.countersign.orders.ClaimGrammar.PERSON;
import static io.countersign.orders.ClaimGrammar.REASON;
import static io.countersign.orders.ClaimGrammar.matching;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an officer signs to stop something, or a quorum to lift stops. It has no use-by: a stop holds until it is lifted. It is
 * its bytes, kept exactly as signed, and is named by their SHA-256.
 */
public final class StopOrder {
    /** Stops that one lift may name. */
    public static final int MAX_LIFTED = 64;

    static final int MAX_OCTETS = 8 * 1024;

    static final int VERSION = 1;

    private static final Set<String> SHARED = Set.of("v", "act", "dep", "rid", "iat", "why");

    private final Bytes payload;
    private final String deployment;
    private final String rid;
    private final Instant issuedAt;
    private final String reason;
    private final StopTarget target;

    private StopOrder(Bytes payload, StrictObject claims, StopTarget target) throws RefusedException {
        this.payload = payload;
        this.deployment = matching(claims, "dep", HEX_128);
        this.rid = matching(claims, "rid", HEX_128);
        this.issuedAt = claims.seconds("iat");
        this.reason = matching(claims, "why", REASON);
        this.target = target;
    }

    /** Reads the payload's octets (decoded, as JSON). */
    public static StopOrder parse(byte[] payload) throws RefusedException {
        if (payload.length > MAX_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "a stop has at most " + MAX_OCTETS + " octets");
        }
        StrictObject claims = StrictObject.read(STOP_MALFORMED, "stop", payload);
        if (claims.integer("v") != VERSION) {
            throw new RefusedException(WRONG_ACT, "version " + claims.integer("v"));
        }
        String word = claims.text("act");
        Act act = Act.of(word).orElseThrow(() -> new RefusedException(WRONG_ACT, "act '" + word + "'"));
        return new StopOrder(Bytes.of(payload), claims, target(act, claims));
    }

    private static StopTarget target(Act act, StrictObject claims) throws RefusedException {
        return switch (act) {
            case FREEZE -> freeze(claims.members(with("clu"), Set.of("lin")));
            case SUSPEND -> {
                claims.members(with("person"), Set.of());
                yield new StopTarget.Suspend(matching(claims, "person", PERSON));
            }
            case CANCEL -> {
                claims.members(with("order"), Set.of());
                yield new StopTarget.Cancel(claims.parsed("order", Sha256::parse));
            }
            case DISABLE -> {
                claims.members(with("profile"), Set.of("clu"));
                Optional<String> cluster = claims.has("clu") ? Optional.of(part(claims, "clu")) : Optional.empty();
                yield new StopTarget.Disable(part(claims, "profile"), cluster);
            }
            case LIFT -> lift(claims.members(with("stops"), Set.of()));
            default -> throw new RefusedException(WRONG_ACT, "act '" + act.wireName() + "' stops nothing");
        };
    }

    private static StopTarget freeze(StrictObject claims) throws RefusedException {
        String cluster = part(claims, "clu");
        if (!claims.has("lin")) {
            return new StopTarget.Freeze(cluster, Optional.empty());
        }
        Lineage lineage = claims.parsed("lin", Lineage::parse);
        if (!lineage.cluster().equals(cluster)) {
            throw claims.fault("lin is a lineage of another cluster than clu");
        }
        return new StopTarget.Freeze(cluster, Optional.of(lineage));
    }

    private static StopTarget lift(StrictObject claims) throws RefusedException {
        List<Sha256> stops = claims.parsedList("stops", Sha256::parse);
        if (stops.isEmpty() || stops.size() > MAX_LIFTED || new HashSet<>(stops).size() != stops.size()) {
            throw claims.fault("stops holds 1 to " + MAX_LIFTED + " digests, none twice");
        }
        return new StopTarget.Lift(Set.copyOf(stops));
    }

    private static String part(StrictObject claims, String name) throws RefusedException {
        String value = claims.text(name);
        if (!Lineage.isPart(value)) {
            throw claims.fault("member '" + name + "' is not a name");
        }
        return value;
    }

    private static Set<String> with(String member) {
        return Stream.concat(SHARED.stream(), Stream.of(member)).collect(Collectors.toUnmodifiableSet());
    }

    public StopTarget target() {
        return target;
    }

    public Act act() {
        return target.act();
    }

    /** Install id, 128 bits in hex. */
    public String deployment() {
        return deployment;
    }

    /** 128 random bits in hex: lets the same thing be stopped again after a lift. */
    public String rid() {
        return rid;
    }

    public Instant issuedAt() {
        return issuedAt;
    }

    public String reason() {
        return reason;
    }

    /** The payload segment that officers sign. */
    public String payload() {
        return StrictJws.payload(payload.toArray());
    }

    /** SHA-256 of the payload's octets: the stop's name, by which a lift calls it. */
    public Sha256 digest() {
        return payload.sha256();
    }
}
