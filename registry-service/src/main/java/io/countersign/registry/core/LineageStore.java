package io.countersign.registry.core;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.RenewalDue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The inventory: one state per lineage. Durable when the surrounding transaction commits. */
public interface LineageStore {
    Optional<LineageState> find(Lineage lineage);

    /** Like {@link #find}, and keeps others from changing it until the transaction ends. */
    Optional<LineageState> lock(Lineage lineage);

    void put(LineageState state);

    /** In the order of their names; {@code name} of the cursor is the lineage. */
    Page<LineageState> list(Listing listing);

    long count(String cluster);

    /** Notes that a lineage gets nothing more without people. */
    void freeze(Lineage lineage, Frozen why);

    void thaw(Lineage lineage);

    Optional<Frozen> frozen(Lineage lineage);

    /** Keeps what an agent told. @return whether it is news */
    boolean addPlacement(Lineage lineage, Placement placement, String event);

    /** Whether an agent installed, served or rolled back something at a later time than this. */
    boolean placedAfter(Lineage lineage, Instant at);

    /** The certificate of the lineage that agents last told to stand on a disk, other than {@code fingerprint}. */
    Optional<Sha256> standingBefore(Lineage lineage, Sha256 fingerprint);

    /** Keeps the watcher's latest word on a lineage. */
    void putRenewal(RenewalDue due, boolean late);

    /** Renewals told for lineages of one node whose certificate is still the newest of its lineage. */
    List<Renewal> renewalsFor(Caller.Post post);

    /** A renewal that nothing has answered yet. */
    record Renewal(Lineage lineage, boolean late, Instant dueAt, Instant notAfter) {}
}
