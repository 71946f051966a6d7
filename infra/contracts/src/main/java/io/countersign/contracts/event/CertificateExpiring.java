package io.countersign.contracts.event;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import java.time.Instant;

/**
 * A certificate crossed a warning threshold.
 *
 * @param threshold remaining share of its life when it crossed, for example {@code 1/3}
 */
public record CertificateExpiring(Lineage lineage, CertificateId id, Instant notAfter, String threshold)
        implements EventData {}
