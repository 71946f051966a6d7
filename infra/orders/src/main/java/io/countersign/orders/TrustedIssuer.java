package io.countersign.orders;

import io.countersign.x509.IssuerCertificate;

/** A CA in its place: the same certificate never serves two clusters. */
public record TrustedIssuer(String cluster, String name, IssuerCertificate certificate) {}
