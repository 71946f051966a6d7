package io.countersign.cli.revoke;

import io.countersign.cli.CliException;
import io.countersign.cli.rest.ProblemException;
import io.countersign.contracts.CrlEntry;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The newest CRL of a CA as this client could verify it.
 *
 * @param crl verified under the pinned issuer; may be stale
 * @param fault why there is none, or why the one there is does not show what is revoked now
 */
public record CrlFinding(TrustedIssuer issuer, Optional<Crl> crl, Optional<String> fault) {
    /** Two CRLs that stayed out; one is made every hour (security 5). */
    static final Duration STALE = Crl.PERIOD.multipliedBy(2);

    public static CrlFinding look(CrlSource source, TrustedIssuer issuer, Instant now)
            throws CliException, ProblemException {
        Optional<byte[]> offered = source.newest(issuer);
        if (offered.isEmpty()) {
            return new CrlFinding(issuer, Optional.empty(), Optional.of("there is no CRL"));
        }
        try {
            Crl crl = Crl.verify(Crl.der(offered.get()), issuer.certificate());
            return new CrlFinding(issuer, Optional.of(crl), staleness(crl, now));
        } catch (CrlFaultException e) {
            return new CrlFinding(
                    issuer, Optional.empty(), Optional.of("the CRL shown does not verify: " + e.getMessage()));
        }
    }

    /** Revocations in it; none where there is no CRL. */
    public Collection<CrlEntry> entries() {
        return crl.isPresent() ? crl.get().entries().values() : List.of();
    }

    /** Whether it is fresh and lists every serial of the order. */
    public boolean shows(RevocationOrder order) {
        return fault.isEmpty()
                && crl.isPresent()
                && order.certificates().stream()
                        .allMatch(each -> crl.get().lists(each.serial()).isPresent());
    }

    private static Optional<String> staleness(Crl crl, Instant now) {
        return Duration.between(crl.thisUpdate(), now).compareTo(STALE) > 0
                ? Optional.of("stale: number " + crl.number() + " was made at " + crl.thisUpdate())
                : Optional.empty();
    }
}
