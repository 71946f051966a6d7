package io.countersign.registry.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a request has come.
 *
 * <pre>
 * submitted -> approving -> approved -> issued
 *     |            |           |-> lapsed --.
 *     '-> denied <-'           '-> refused -+-> approving (a new order)
 * </pre>
 *
 * Refused and lapsed end an order, not the request: a person may approve it again, also when the order's use-by has passed
 * without an answer. A verified certificate ends a request from any state, because it is a fact (design 5, Outcome).
 */
public enum RequestState {
    SUBMITTED,
    APPROVING,
    APPROVED,
    ISSUED,
    REFUSED,
    LAPSED,
    DENIED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RequestState> of(String wireName) {
        return Arrays.stream(values())
                .filter(state -> state.wireName().equals(wireName))
                .findFirst();
    }

    /** Whether a first order may be laid over a request in this state. */
    public boolean opensToOrder() {
        return this == SUBMITTED || this == REFUSED || this == LAPSED;
    }

    /** Whether a person may still deny it: once approved, the order is on its way to the signer. */
    public boolean opensToDenial() {
        return this == SUBMITTED || this == APPROVING || this == REFUSED || this == LAPSED;
    }

    /**
     * Whether an outcome of the request's own order replaces this state. Outcomes outrank one another, so that they may arrive
     * in any order: a certificate before a lapse before a refusal.
     */
    public boolean yieldsTo(RequestState outcome) {
        return switch (outcome) {
            case ISSUED -> this != ISSUED;
            case LAPSED -> this == APPROVED || this == REFUSED;
            case REFUSED -> this == APPROVED;
            default -> throw new IllegalArgumentException(outcome + " is no outcome of an order");
        };
    }

    /** Whether nothing more is expected to happen by itself. */
    public boolean finished() {
        return this == ISSUED || this == REFUSED || this == LAPSED || this == DENIED;
    }
}
