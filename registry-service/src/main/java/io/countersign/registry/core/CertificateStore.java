package io.countersign.registry.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Issued certificates. Durable when the surrounding transaction commits. */
public interface CertificateStore {
    /**
     * Adds a certificate, or another signature over one that is there.
     *
     * @return the certificate as it was told first
     */
    CertificateRecord add(CertificateRecord certificate);

    Optional<CertificateRecord> byId(CertificateId id);

    /** By any fingerprint under which it was told. */
    Optional<CertificateRecord> byFingerprint(Sha256 fingerprint);

    /** What an issuer calls by this serial; the newest of several. */
    Optional<CertificateRecord> bySerial(Sha256 issuer, SerialNumber serial);

    /** By fingerprint in hex, serial in hex, or request id; the newest of several. */
    Optional<CertificateRecord> byAnyName(String name);

    /** Certificates of a lineage that are not over yet, the last to expire first. */
    List<CertificateRecord> live(Lineage lineage, Instant now);

    /** Soonest to expire first; {@code state} as {@link CertificateStanding} has it. */
    Page<StandingCertificate> list(Listing listing, Instant now);

    StandingCertificate standing(CertificateRecord certificate, Instant now);
}
