package io.countersign.registry.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.Optional;

/** Orders and their approvals. Durable when the surrounding transaction commits. */
public interface OrderStore {
    /** Adds an order that is not there yet, with its first approval. */
    void add(SignedOrder order, Instant at);

    Optional<SignedOrder> find(Sha256 digest);

    /** Like {@link #find}, and keeps others from adding approvals until the transaction ends. */
    Optional<SignedOrder> lock(Sha256 digest);

    /** Adds one person's approval to a locked order; a person counts once. */
    void approve(Sha256 digest, SignedOrder.SignedApproval approval, Instant at);

    /** Notes what an order redeems. */
    void redeems(Sha256 digest, CertificateId predecessor, Sha256 grant);

    /** The request that is approved at this time with another order for the successor of this certificate. */
    Optional<String> redeeming(CertificateId predecessor, Instant now);
}
