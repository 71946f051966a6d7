package io.countersign.contracts.event;

import io.countersign.contracts.EventData;

/**
 * Proof that a version of the trust document is in the audit log: before that, nobody acts by it.
 *
 * @param event id of the {@code trust.published.v1} event, whose exact value on this topic is the leaf
 * @param proof a C2SP tlog-proof with a checkpoint that carries both log signatures
 */
public record TrustLogged(long version, String event, String proof) implements EventData {}
