package io.countersign.registry.core;

import io.countersign.contracts.Sha256;
import io.countersign.orders.SignedStop;
import java.time.Instant;
import java.util.List;

/** Stops and lifts as signed, each telling of them; nothing is ever removed. Durable when the surrounding transaction commits. */
public interface StopStore {
    /** Adds one telling of a stop. @return false when these very signatures are there already */
    boolean add(Sha256 digest, SignedStop signed, Instant at);

    List<SignedStop> all();

    /** How many tellings there are: a change means that there is news. */
    long count();
}
