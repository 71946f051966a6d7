package io.countersign.contracts.event;

import io.countersign.contracts.EventData;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.List;

/**
 * The CRL that the signer is about to sign: the entries of the one before and those that the orders add. The sign step recomputes
 * it from its own state and the verified orders; an intent that no {@code crl.published} names was overtaken by another.
 *
 * @param number of the CRL to come (RFC 5280 5.2.3)
 * @param tbs SHA-256 of the to-be-signed bytes to come
 * @param previous SHA-256 of the to-be-signed bytes of the CRL that this one follows
 * @param entries how many certificates it lists
 * @param orders revoke orders whose entries it adds; none for the hourly renewal
 * @param trust SHA-256 of the trust document's payload in force
 */
public record CrlIntended(
        Sha256 issuer,
        long number,
        Instant thisUpdate,
        Instant nextUpdate,
        Sha256 tbs,
        Sha256 previous,
        int entries,
        List<SignedRevocation> orders,
        Sha256 trust)
        implements EventData {
    public CrlIntended {
        orders = List.copyOf(orders);
    }
}
