package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.PAYLOAD_MALFORMED;
import static io.countersign.contracts.RefusalCode.WRONG_ACT;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What approvers sign: the claims that all items share, and the digests of the items (or, to deny, the request ids). An order is
 * its bytes, kept exactly as signed; the accessors only read them.
 */
public final class Order implements PeopleOrder {
    public static final int MAX_ITEMS = 64;

    /** 64 digests take 3 KiB; reason and names fit in the rest. */
    public static final int MAX_OCTETS = 8 * 1024;

    public static final int MAX_REASON_LENGTH = ClaimGrammar.MAX_REASON_LENGTH;

    static final int VERSION = 1;

    private static final Set<String> SHARED = Set.of("v", "act", "dep", "clu", "rid", "iat", "exp");

    private final Bytes payload;
    private final Act act;
    private final OrderClaims shared;
    private final Instant useBy;
    private final List<Sha256> items;
    private final List<String> requests;
    private final Optional<Sha256> grant;

    private Order(Bytes payload, Act act, StrictObject claims) throws RefusedException {
        this.payload = payload;
        this.act = act;
        this.shared = OrderClaims.read(claims);
        this.useBy = claims.seconds("exp");
        this.items = act == Act.ISSUE
                ? OrderClaims.bounded(claims, "items", claims.parsedList("items", Sha256::parse))
                : List.of();
        this.requests = act == Act.DENY ? OrderClaims.bounded(claims, "requests", claims.texts("requests")) : List.of();
        this.grant = claims.has("gra") ? Optional.of(claims.parsed("gra", Sha256::parse)) : Optional.empty();
        for (String request : requests) {
            if (!RequestId.isValid(request)) {
                throw claims.fault("requests holds something else than request ids");
            }
        }
    }

    /** Reads the payload's octets (decoded, as JSON). */
    public static Order parse(byte[] payload) throws RefusedException {
        if (payload.length > MAX_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "an order has at most " + MAX_OCTETS + " octets");
        }
        StrictObject claims = StrictObject.read(PAYLOAD_MALFORMED, "order", payload);
        if (claims.integer("v") != VERSION) {
            throw new RefusedException(WRONG_ACT, "version " + claims.integer("v"));
        }
        String word = claims.text("act");
        Act act = Act.of(word).orElseThrow(() -> new RefusedException(WRONG_ACT, "act '" + word + "'"));
        switch (act) {
            case ISSUE -> claims.members(with("items"), Set.of("req", "why", "gra"));
            case DENY -> claims.members(with("requests", "why"), Set.of());
            default -> throw new RefusedException(WRONG_ACT, "act '" + word + "' neither issues nor denies");
        }
        return new Order(Bytes.of(payload), act, claims);
    }

    public Act act() {
        return act;
    }

    @Override
    public String deployment() {
        return shared.deployment();
    }

    @Override
    public String cluster() {
        return shared.cluster();
    }

    /** 128 random bits in hex, by the first approver's tool: tells two orders over the same items apart. */
    public String rid() {
        return shared.rid();
    }

    @Override
    public Instant issuedAt() {
        return shared.issuedAt();
    }

    /** The order counts strictly before this time. */
    public Instant useBy() {
        return useBy;
    }

    /** Digests of the items' texts; empty unless the order issues. */
    public List<Sha256> items() {
        return items;
    }

    /** Request ids; empty unless the order denies. */
    public List<String> requests() {
        return requests;
    }

    /** Digest of the text of the standing grant that this order redeems; empty for an order that people or a robot sign. */
    public Optional<Sha256> grant() {
        return grant;
    }

    @Override
    public Optional<String> requester() {
        return shared.requester();
    }

    public Optional<String> reason() {
        return shared.reason();
    }

    /** The payload segment that approvers sign. */
    public String payload() {
        return StrictJws.payload(payload.toArray());
    }

    /** SHA-256 of the payload's octets: the order's identity, whoever approved it (security 1.2). */
    public Sha256 digest() {
        return payload.sha256();
    }

    private static Set<String> with(String... own) {
        Set<String> names = new HashSet<>(SHARED);
        names.addAll(List.of(own));
        return names;
    }
}
