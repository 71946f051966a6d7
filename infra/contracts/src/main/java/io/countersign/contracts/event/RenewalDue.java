package io.countersign.contracts.event;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import java.time.Instant;

/**
 * A renewal is due, or late.
 *
 * @param basis {@code installed} when an installed certificate was reported, else {@code newest}
 */
public record RenewalDue(
        Lineage lineage, String profile, CertificateId id, Instant dueAt, Instant notAfter, String basis)
        implements EventData {}
