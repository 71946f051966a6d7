package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.REVOCATION_MALFORMED;
import static io.countersign.contracts.RefusalCode.WRONG_ACT;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What revokers sign: up to 64 certificates of one CA. It has no use-by, because doing it late or twice only does what was wanted
 * once. Like every order it is its bytes.
 */
public final class RevocationOrder {
    /** Certificates that one order may name. */
    public static final int MOST_CERTIFICATES = 64;

    /** With a header and a signature it fits a message of 16 Ki characters. */
    static final int MAX_OCTETS = 11 * 1024;

    static final int VERSION = 1;

    private static final Set<String> MEMBERS =
            Set.of("v", "act", "dep", "clu", "rid", "iat", "iss", "certificates", "reason", "why");

    private final Bytes payload;
    private final OrderClaims shared;
    private final Sha256 issuer;
    private final List<Revoked> certificates;
    private final RevocationReason reason;

    private RevocationOrder(Bytes payload, StrictObject claims) throws RefusedException {
        this.payload = payload;
        this.shared = OrderClaims.read(claims);
        this.issuer = claims.parsed("iss", Sha256::parse);
        this.certificates = certificates(claims, shared.cluster());
        this.reason = claims.parsed("reason", RevocationReason::parse);
    }

    /** Reads the payload's octets (decoded, as JSON). */
    public static RevocationOrder parse(byte[] payload) throws RefusedException {
        if (payload.length > MAX_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "a revoke order has at most " + MAX_OCTETS + " octets");
        }
        StrictObject claims = StrictObject.read(REVOCATION_MALFORMED, "revoke order", payload);
        if (claims.integer("v") != VERSION) {
            throw new RefusedException(WRONG_ACT, "version " + claims.integer("v"));
        }
        if (!claims.text("act").equals(Act.REVOKE.wireName())) {
            throw new RefusedException(WRONG_ACT, "act '" + claims.text("act") + "' revokes nothing");
        }
        return new RevocationOrder(Bytes.of(payload), claims.members(MEMBERS, Set.of()));
    }

    private static List<Revoked> certificates(StrictObject claims, String cluster) throws RefusedException {
        List<Revoked> read = new ArrayList<>();
        BigInteger last = BigInteger.ZERO;
        for (StrictObject each : claims.objects("certificates")) {
            each.members(Set.of("serial", "lin"), Set.of());
            Revoked revoked =
                    new Revoked(each.parsed("serial", SerialNumber::parse), each.parsed("lin", Lineage::parse));
            if (revoked.serial().value().compareTo(last) <= 0) {
                throw each.fault("certificates stand in the order of their serials, none twice");
            }
            if (!revoked.lineage().cluster().equals(cluster)) {
                throw each.fault("lin is a lineage of another cluster than clu");
            }
            last = revoked.serial().value();
            read.add(revoked);
        }
        if (read.isEmpty() || read.size() > MOST_CERTIFICATES) {
            throw claims.fault("certificates has 1 to " + MOST_CERTIFICATES + " entries, not " + read.size());
        }
        return List.copyOf(read);
    }

    /** Install id, 128 bits in hex: an order counts in one installation only. */
    public String deployment() {
        return shared.deployment();
    }

    public String cluster() {
        return shared.cluster();
    }

    /** SHA-256 of the issuer certificate's DER. */
    public Sha256 issuer() {
        return issuer;
    }

    /** What it revokes, in the order of the serials. */
    public List<Revoked> certificates() {
        return certificates;
    }

    public RevocationReason reason() {
        return reason;
    }

    public Instant issuedAt() {
        return shared.issuedAt();
    }

    /** Why, in the words of whoever made it. */
    public String why() {
        return shared.reason().orElseThrow();
    }

    /** What a CRL lists because of this order. */
    public List<CrlEntry> entries() {
        return certificates.stream()
                .map(each -> new CrlEntry(each.serial(), issuedAt(), reason))
                .toList();
    }

    /** The payload segment that revokers sign. */
    public String payload() {
        return StrictJws.payload(payload.toArray());
    }

    /** SHA-256 of the payload's octets: the order's identity, whoever signed it. */
    public Sha256 digest() {
        return payload.sha256();
    }
}
