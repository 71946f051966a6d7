package io.countersign.contracts.event;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Sha256;

/**
 * A version of the trust document, believed only by its signatures.
 *
 * @param digest SHA-256 of the document's payload
 * @param document the signed document, exact file bytes
 */
public record TrustPublished(long version, Sha256 digest, Bytes document) implements EventData {}
