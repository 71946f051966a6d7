package io.countersign.orders;

import java.time.Instant;
import java.util.Optional;

/** The claims that decide who may sign and where it counts; the same in every order that a quorum of people signs. */
sealed interface PeopleOrder permits Order, GrantOrder {
    /** Install id, 128 bits in hex: an order counts in one installation only. */
    String deployment();

    String cluster();

    Instant issuedAt();

    /** Id of the person or agent that asked; its own approval may not count. */
    Optional<String> requester();
}
