package io.countersign.contracts.event;

import io.countersign.contracts.EventData;
import io.countersign.contracts.Sha256;

/**
 * The signer refused a revoke order; no CRL was made for it.
 *
 * @param order SHA-256 of the order's payload bytes as received
 * @param code refusal code
 * @param retryable whether the same order may be submitted again later
 */
public record RevocationRefused(Sha256 issuer, Sha256 order, String code, String detail, boolean retryable)
        implements EventData {}
