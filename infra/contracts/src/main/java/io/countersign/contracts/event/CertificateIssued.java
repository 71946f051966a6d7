package io.countersign.contracts.event;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Sha256;
import java.time.Instant;

/**
 * A certificate, verified under the pinned CA before it left the signer.
 *
 * @param order SHA-256 of the order's payload bytes
 * @param intent event id of the intent
 * @param leafIndex index of the intent in the audit log
 * @param key SHA-256 of the SubjectPublicKeyInfo
 * @param certificate DER
 */
public record CertificateIssued(
        Lineage lineage,
        String request,
        Sha256 order,
        int item,
        CertificateId id,
        String intent,
        long leafIndex,
        String profile,
        Names names,
        Sha256 key,
        Instant notBefore,
        Instant notAfter,
        Bytes certificate)
        implements EventData {}
