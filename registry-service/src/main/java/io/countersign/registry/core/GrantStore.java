package io.countersign.registry.core;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Grant orders and their approvals. Durable when the surrounding transaction commits. */
public interface GrantStore {
    /** Keeps others from adding grants until the transaction ends: which of two is the first must have one answer. */
    void lockAll();

    /** Adds a grant order that is not there yet, with its first approval. */
    void add(SignedGrant grant);

    Optional<SignedGrant> find(Sha256 digest);

    /** Like {@link #find}, and keeps others from adding approvals until the transaction ends. */
    Optional<SignedGrant> lock(Sha256 digest);

    /** Adds the last approval of a locked grant order, and whether it is complete. */
    void approve(SignedGrant grant, Instant at);

    /** The grant orders that hold this very text, oldest first. */
    List<SignedGrant> ofText(Sha256 text);

    /** The complete grant orders with a grant for this lineage that ends later than this. */
    List<SignedGrant> completeFor(Lineage lineage, Instant now);

    /** Newest first; {@code name} of the cursor is the digest in hex. */
    Page<SignedGrant> list(Listing listing, Optional<Lineage> lineage);
}
