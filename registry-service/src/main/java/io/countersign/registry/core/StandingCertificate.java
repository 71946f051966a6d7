package io.countersign.registry.core;

/** A certificate with where it stands now. */
public record StandingCertificate(CertificateRecord certificate, CertificateStanding standing) {}
