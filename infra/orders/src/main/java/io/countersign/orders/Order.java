package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.PAYLOAD_MALFORMED;
import static io.countersign.contracts.RefusalCode.WRONG_ACT;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What approvers sign: the claims that all items share, and the digests of the items (or, to deny, the request ids). An order is
 * its bytes, kept exactly as signed; the accessors only read them.
 */
public final class Order {
    public static final int MAX_ITEMS = 64;

    /** 64 digests take 3 KiB; reason and names fit in the rest. */
    public static final int MAX_OCTETS = 8 * 1024;

    public static final int MAX_REASON_LENGTH = 200;

    static final int VERSION = 1;

    private static final Set<String> SHARED = Set.of("v", "act", "dep", "clu", "rid", "iat", "exp");
    private static final Pattern HEX_128 = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern PERSON = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern REASON =
            Pattern.compile("[\\P{Cntrl}&&\\P{Cs}&&\\P{Cf}]{1," + MAX_REASON_LENGTH + "}");

    private final Bytes payload;
    private final Act act;
    private final String deployment;
    private final String cluster;
    private final String rid;
    private final Instant issuedAt;
    private final Instant useBy;
    private final List<Sha256> items;
    private final List<String> requests;
    private final Optional<String> requester;
    private final Optional<String> reason;

    private Order(Bytes payload, Act act, StrictObject claims) throws RefusedException {
        this.payload = payload;
        this.act = act;
        this.deployment = matching(claims, "dep", HEX_128);
        this.cluster = claims.text("clu");
        this.rid = matching(claims, "rid", HEX_128);
        this.issuedAt = claims.seconds("iat");
        this.useBy = claims.seconds("exp");
        this.items = act == Act.ISSUE ? bounded(claims, "items", claims.parsedList("items", Sha256::parse)) : List.of();
        this.requests = act == Act.DENY ? bounded(claims, "requests", claims.texts("requests")) : List.of();
        this.requester = claims.has("req") ? Optional.of(matching(claims, "req", PERSON)) : Optional.empty();
        this.reason = claims.has("why") ? Optional.of(matching(claims, "why", REASON)) : Optional.empty();
        if (!Lineage.isPart(cluster)) {
            throw claims.fault("clu is not the name of a cluster");
        }
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
            case ISSUE -> claims.members(with("items"), Set.of("req", "why"));
            case DENY -> claims.members(with("requests", "why"), Set.of());
            default -> throw new RefusedException(WRONG_ACT, "act '" + word + "' is not carried out yet");
        }
        return new Order(Bytes.of(payload), act, claims);
    }

    public Act act() {
        return act;
    }

    /** Install id, 128 bits in hex: an order counts in one installation only. */
    public String deployment() {
        return deployment;
    }

    public String cluster() {
        return cluster;
    }

    /** 128 random bits in hex, by the first approver's tool: tells two orders over the same items apart. */
    public String rid() {
        return rid;
    }

    public Instant issuedAt() {
        return issuedAt;
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

    /** Id of the person or agent that asked; its own approval may not count. */
    public Optional<String> requester() {
        return requester;
    }

    public Optional<String> reason() {
        return reason;
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

    private static String matching(StrictObject claims, String name, Pattern pattern) throws RefusedException {
        String value = claims.text(name);
        if (!pattern.matcher(value).matches()) {
            throw claims.fault("member '" + name + "' must match " + pattern);
        }
        return value;
    }

    private static <T> List<T> bounded(StrictObject claims, String name, List<T> values) throws RefusedException {
        if (values.isEmpty() || values.size() > MAX_ITEMS) {
            throw claims.fault(name + " has 1 to " + MAX_ITEMS + " entries, not " + values.size());
        }
        if (new HashSet<>(values).size() != values.size()) {
            throw claims.fault(name + " holds one entry twice");
        }
        return List.copyOf(values);
    }
}
