package io.countersign.registry.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a certificate stands in its lineage; the first that is true of it. */
public enum CertificateStanding {
    /** A CRL of its issuer lists it. */
    REVOKED,
    EXPIRED,
    SERVED,
    INSTALLED,
    /** A newer one was issued and this one is neither installed nor served. */
    SUPERSEDED,
    /** The newest, not known to be installed. */
    ISSUED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CertificateStanding> of(String wireName) {
        return Arrays.stream(values())
                .filter(standing -> standing.wireName().equals(wireName))
                .findFirst();
    }
}
