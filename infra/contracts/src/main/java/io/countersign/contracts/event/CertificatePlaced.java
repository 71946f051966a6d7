package io.countersign.contracts.event;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a certificate stands: observed on disk, installed, seen served by a probe, or rolled back.
 *
 * @param id absent for a certificate whose issuer Countersign does not hold
 * @param fingerprint SHA-256 of the certificate's DER
 * @param reporter id of the agent or person that says so
 */
public record CertificatePlaced(
        Lineage lineage,
        String node,
        Optional<CertificateId> id,
        Sha256 fingerprint,
        Instant at,
        String reporter,
        Optional<String> detail)
        implements EventData {}
