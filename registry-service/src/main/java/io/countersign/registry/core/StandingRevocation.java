package io.countersign.registry.core;

import io.countersign.contracts.RevocationReason;
import java.time.Instant;

/**
 * That a certificate is revoked: a CRL of its issuer, verified, lists it.
 *
 * @param at as the CRL has it, in whole seconds
 * @param crlNumber lowest number known here of a CRL that lists it
 */
public record StandingRevocation(Instant at, RevocationReason reason, long crlNumber) {}
