package io.countersign.contracts.event;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import java.time.Instant;

/** The newest known certificate of a lineage is past its notAfter. */
public record CertificateExpired(Lineage lineage, CertificateId id, Instant notAfter) implements EventData {}
