package io.countersign.orders;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.Sha256;
import java.util.Optional;

/** The stops in force. Every query answers why something is stopped; empty when it is not. */
public final class Stops {
    /** Nothing is stopped. */
    public static final Stops NONE = new Stops();

    private Stops() {}

    /** A frozen lineage or cluster. */
    public Optional<Refusal> onLineage(Lineage lineage) {
        return Optional.empty();
    }

    /** A cancelled issue or grant order, by the SHA-256 of its payload. */
    public Optional<Refusal> onOrder(Sha256 payload) {
        return Optional.empty();
    }

    /** A suspended person. */
    public Optional<Refusal> onPerson(String person) {
        return Optional.empty();
    }

    /** A disabled profile. */
    public Optional<Refusal> onProfile(String profile, String cluster) {
        return Optional.empty();
    }
}
