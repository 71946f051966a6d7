package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.PAYLOAD_MALFORMED;
import static io.countersign.contracts.RefusalCode.WRONG_ACT;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What people sign once for later renewals: the digests of up to 64 grant texts of one cluster. It has no use-by, because every
 * text carries its own end. Like an issue order it is its bytes.
 */
public final class GrantOrder implements PeopleOrder {
    private static final Set<String> MEMBERS = Set.of("v", "act", "dep", "clu", "rid", "iat", "grants");

    private final Bytes payload;
    private final OrderClaims shared;
    private final List<Sha256> grants;

    private GrantOrder(Bytes payload, StrictObject claims) throws RefusedException {
        this.payload = payload;
        this.shared = OrderClaims.read(claims);
        this.grants = OrderClaims.bounded(claims, "grants", claims.parsedList("grants", Sha256::parse));
    }

    /** Reads the payload's octets (decoded, as JSON). */
    public static GrantOrder parse(byte[] payload) throws RefusedException {
        if (payload.length > Order.MAX_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "a grant order has at most " + Order.MAX_OCTETS + " octets");
        }
        StrictObject claims = StrictObject.read(PAYLOAD_MALFORMED, "grant order", payload);
        if (claims.integer("v") != Order.VERSION) {
            throw new RefusedException(WRONG_ACT, "version " + claims.integer("v"));
        }
        if (!claims.text("act").equals(Act.GRANT.wireName())) {
            throw new RefusedException(WRONG_ACT, "act '" + claims.text("act") + "' grants nothing");
        }
        claims.members(MEMBERS, Set.of("req", "why"));
        return new GrantOrder(Bytes.of(payload), claims);
    }

    @Override
    public String deployment() {
        return shared.deployment();
    }

    @Override
    public String cluster() {
        return shared.cluster();
    }

    @Override
    public Instant issuedAt() {
        return shared.issuedAt();
    }

    @Override
    public Optional<String> requester() {
        return shared.requester();
    }

    public Optional<String> reason() {
        return shared.reason();
    }

    /** Digests of the grants' texts. */
    public List<Sha256> grants() {
        return grants;
    }

    /** The payload segment that approvers sign. */
    public String payload() {
        return StrictJws.payload(payload.toArray());
    }

    /** SHA-256 of the payload's octets: the order's identity, whoever approved it. */
    public Sha256 digest() {
        return payload.sha256();
    }
}
