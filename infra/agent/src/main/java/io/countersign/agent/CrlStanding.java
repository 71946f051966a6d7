package io.countersign.agent;

import io.countersign.x509.crl.Crl;
import java.time.Instant;
import java.util.Optional;

/**
 * How one CRL stands on this node.
 *
 * @param installed what the file held after the last look, verified
 * @param checked when the registry last gave one that verified and was not older
 */
record CrlStanding(String cluster, String issuer, Optional<Crl> installed, Optional<Instant> checked) {
    static CrlStanding unknown(String cluster, String issuer) {
        return new CrlStanding(cluster, issuer, Optional.empty(), Optional.empty());
    }
}
