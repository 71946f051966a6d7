package io.countersign.audit.core;

import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CrlPublished;

/**
 * What a CRL is, whatever its signature bytes.
 *
 * @param issuer SHA-256 of the issuer certificate's DER
 * @param tbs SHA-256 of the to-be-signed bytes
 */
public record CrlId(Sha256 issuer, long number, Sha256 tbs) {
    static CrlId of(CrlPublished told) {
        return new CrlId(told.issuer(), told.number(), told.tbs());
    }
}
