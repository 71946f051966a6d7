package io.countersign.watcher.core;

import java.time.Duration;
import java.time.Instant;

/** From when until when a certificate is valid: never empty, and within what a certificate can say (RFC 5280, 4.1.2.5). */
public record Validity(Instant notBefore, Instant notAfter) {
    private static final Instant FIRST = Instant.parse("1950-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    public Validity {
        if (notBefore.isBefore(FIRST) || notAfter.isAfter(LAST)) {
            throw new IllegalArgumentException("no certificate is valid from " + notBefore + " to " + notAfter);
        }
        if (!notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException("notAfter " + notAfter + " is not behind notBefore " + notBefore);
        }
    }

    public Duration life() {
        return Duration.between(notBefore, notAfter);
    }

    /** The first whole millisecond at which at least this share of the life is over. */
    public Instant at(double share) {
        return notBefore.plusMillis((long) Math.ceil(life().toMillis() * share));
    }
}
