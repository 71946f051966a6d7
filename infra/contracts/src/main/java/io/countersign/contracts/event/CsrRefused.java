package io.countersign.contracts.event;

import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;

/**
 * The signer refused an approved item; nothing was signed.
 *
 * @param order SHA-256 of the order's payload bytes as received
 * @param code refusal code
 * @param retryable whether the same order may be submitted again later
 */
public record CsrRefused(
        Lineage lineage,
        String request,
        Sha256 order,
        int item,
        Sha256 csr,
        String code,
        String detail,
        boolean retryable)
        implements EventData {}
