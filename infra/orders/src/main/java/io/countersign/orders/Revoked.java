package io.countersign.orders;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.SerialNumber;

/**
 * A certificate that a revoke order names.
 *
 * @param lineage whose certificate it is, by the word of whoever signs: a CRL knows serials alone
 */
public record Revoked(SerialNumber serial, Lineage lineage) {}
