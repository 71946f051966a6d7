package io.countersign.registry.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Requests. Durable when the surrounding transaction commits. */
public interface RequestStore {
    /** Adds it unless one of its id is there. @return whether it was added */
    boolean add(Request request);

    Optional<Request> find(String id);

    /** Like {@link #find}, and keeps others from changing it until the transaction ends. Lock several in id order. */
    Optional<Request> lock(String id);

    /** Writes state, order, certificate and refusal of a locked request. */
    void update(Request request);

    /** Newest first. */
    Page<Request> list(Listing listing);

    /** The newest open request of a lineage. */
    Optional<Request> openOf(String lineage);

    /**
     * The newest request of each lineage of one node that ended since {@code since}, oldest first, unless its certificate is
     * installed or overtaken.
     */
    List<Request> finishedFor(Caller.Post post, Instant since);
}
