package io.countersign.contracts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One revoked certificate as a CRL lists it.
 *
 * @param at when it was revoked, in whole seconds
 */
public record CrlEntry(SerialNumber serial, Instant at, RevocationReason reason) {
    public CrlEntry {
        if (!at.truncatedTo(ChronoUnit.SECONDS).equals(at)) {
            throw new IllegalArgumentException("a CRL tells whole seconds, not " + at);
        }
    }
}
