package io.countersign.registry.http;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Sha256;
import io.countersign.orders.TrustedIssuer;
import io.countersign.registry.core.KeptCrl;
import io.countersign.x509.crl.Crl;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A CRL on the wire, for people; machines take the DER and verify it.
 *
 * @param issuer the CA's name inside the cluster
 * @param entries how many certificates it lists
 * @param tbs SHA-256 of the to-be-signed bytes
 * @param revoked the certificates, in the order of their serials; left out in lists
 */
record CrlView(
        String cluster,
        String issuer,
        long number,
        Instant thisUpdate,
        Instant nextUpdate,
        int entries,
        Sha256 tbs,
        Optional<List<CrlEntry>> revoked) {

    static CrlView of(TrustedIssuer issuer, KeptCrl crl) {
        return of(issuer, crl, Optional.empty());
    }

    static CrlView of(TrustedIssuer issuer, KeptCrl crl, Crl read) {
        return of(issuer, crl, Optional.of(List.copyOf(read.entries().values())));
    }

    private static CrlView of(TrustedIssuer issuer, KeptCrl crl, Optional<List<CrlEntry>> revoked) {
        return new CrlView(
                issuer.cluster(),
                issuer.name(),
                crl.number(),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.entries(),
                crl.tbs(),
                revoked);
    }
}
