package io.countersign.orders;

import io.countersign.contracts.Refusal;

/** A stop that does not count, and why: somebody should look at it. */
public record RefusedStop(SignedStop stop, Refusal refusal) {}
