package io.countersign.contracts.event;

import io.countersign.contracts.EventData;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.time.Instant;

/**
 * A certificate stands in a CRL for the first time. The CRL proves it; this tells it.
 *
 * @param at when it was revoked
 * @param order SHA-256 of the revoke order's payload bytes
 * @param crlNumber number of the first CRL that lists it
 */
public record CertificateRevoked(
        Sha256 issuer, SerialNumber serial, RevocationReason reason, Instant at, Sha256 order, long crlNumber)
        implements EventData {}
