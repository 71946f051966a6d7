package io.countersign.registry.core;

import java.util.Optional;

/** A certificate with where it stands now. */
public record StandingCertificate(
        CertificateRecord certificate, CertificateStanding standing, Optional<StandingRevocation> revocation) {}
