package io.countersign.contracts.event;

import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Sha256;
import java.util.Optional;

/**
 * A CSR passed the registry's own checks and waits for approval.
 *
 * @param request request id
 * @param csr SHA-256 of the CSR's DER
 * @param key SHA-256 of its SubjectPublicKeyInfo
 * @param requester id of the person or agent that submitted it
 */
public record CsrSubmitted(
        String request,
        Lineage lineage,
        String profile,
        Sha256 csr,
        Sha256 key,
        Names names,
        String requester,
        Optional<String> reason)
        implements EventData {}
