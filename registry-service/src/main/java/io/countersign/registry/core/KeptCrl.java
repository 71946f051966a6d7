package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import io.countersign.x509.crl.Crl;
import java.time.Instant;
import java.util.Optional;

/**
 * A CRL that was verified under its issuer before it came in.
 *
 * @param issuer SHA-256 of the issuer certificate's DER
 * @param tbs SHA-256 of the to-be-signed bytes
 * @param entries how many certificates it lists
 * @param der of the newer ones; the log keeps them all
 */
public record KeptCrl(
        Sha256 issuer,
        long number,
        Instant thisUpdate,
        Instant nextUpdate,
        Sha256 tbs,
        int entries,
        Optional<Bytes> der) {
    static KeptCrl of(Crl crl) {
        return new KeptCrl(
                crl.issuer(),
                crl.number(),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.tbs(),
                crl.entries().size(),
                Optional.of(crl.der()));
    }
}
