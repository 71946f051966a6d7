package io.countersign.contracts.event;

import io.countersign.contracts.EventData;
import io.countersign.contracts.Sha256;

/**
 * The registry turned a CSR away early.
 *
 * @param lineage as the requester named it, unchecked text
 * @param csr SHA-256 of the bytes submitted, which need not be a CSR at all
 * @param code refusal code
 * @param detail what was wrong, for a person
 */
public record CsrRejected(String lineage, String profile, Sha256 csr, String requester, String code, String detail)
        implements EventData {}
