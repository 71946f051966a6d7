package io.countersign.contracts.event;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Sha256;
import java.time.Instant;

/**
 * A CRL, verified under the pinned CA before it left the signer. It counts by its signature alone.
 *
 * @param tbs SHA-256 of the to-be-signed bytes
 * @param entries how many certificates it lists
 * @param intent event id of the intent
 * @param leafIndex index of the intent in the audit log
 * @param crl DER
 */
public record CrlPublished(
        Sha256 issuer,
        long number,
        Instant thisUpdate,
        Instant nextUpdate,
        Sha256 tbs,
        int entries,
        String intent,
        long leafIndex,
        Bytes crl)
        implements EventData {}
