package io.countersign.registry.core;

import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Items at the signer that may be submitted again. Durable when the surrounding transaction commits. */
public interface Resubmissions {
    /**
     * An item that was submitted.
     *
     * @param event id of its approval
     * @param tries how often it was submitted again
     * @param dueAt when it is submitted again; empty while no refusal asks for that
     */
    record Item(String request, Sha256 order, String event, Instant useBy, int tries, Optional<Instant> dueAt) {}

    /** Notes an item that is submitted for the first time. */
    void submitted(String request, Sha256 order, String event, Instant useBy);

    Optional<Item> find(String request, Sha256 order);

    void schedule(Item item, Instant dueAt);

    /** Items that are due, which nobody else takes until the transaction ends. */
    List<Item> due(Instant now, int most);

    /** Sends the approval's very bytes once more. */
    void repeat(Item item, Instant now);

    /** No more tries. */
    void drop(Item item);

    /** Forgets what no signer takes any more. */
    void forgetPast(Instant now);
}
