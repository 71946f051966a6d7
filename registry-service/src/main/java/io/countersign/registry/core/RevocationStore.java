package io.countersign.registry.core;

import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Revoke orders and their signatures. Durable when the surrounding transaction commits. */
public interface RevocationStore {
    /** Adds a revoke order with its first signature. @return false when it is there already */
    boolean add(GatheredRevocation revocation);

    Optional<GatheredRevocation> find(Sha256 digest);

    /** Like {@link #find}, and keeps others from changing it until the transaction ends. */
    Optional<GatheredRevocation> lock(Sha256 digest);

    /** Adds the last signature of a locked one. */
    void sign(GatheredRevocation revocation, Instant at);

    /**
     * Notes which event ordered a locked one; what the signer said to a former event is forgotten.
     *
     * @param again when to submit it again, unless a CRL lists it by then
     */
    void ordered(GatheredRevocation revocation, Instant again);

    /**
     * Notes a refusal.
     *
     * @param again when to submit it again; empty when the refusal is the last word
     */
    void refused(Sha256 digest, GatheredRevocation.Refused why, Optional<Instant> again);

    /** How often it was submitted again. */
    int tries(Sha256 digest);

    /** Those to be submitted again by now, which nobody else takes until the transaction ends. */
    List<GatheredRevocation> due(Instant now, int most);

    /**
     * Sends the order's very event once more.
     *
     * @param again when to do so the next time
     */
    void repeat(GatheredRevocation revocation, Instant now, Instant again);

    /** No more tries. */
    void drop(GatheredRevocation revocation);

    /** How many are with the signer and not in a CRL. */
    long waiting();

    /** Newest first; {@code name} of the cursor is the digest in hex. */
    Page<GatheredRevocation> list(Listing listing);
}
