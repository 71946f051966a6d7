package io.countersign.registry.core;

import java.time.Instant;

/**
 * Why a lineage gets no further certificate without people.
 *
 * @param code refusal code, kept as text: a newer signer may know more of them
 */
public record Frozen(String code, String detail, Instant at) {}
