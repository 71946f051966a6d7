package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.VALIDITY_NOT_ALLOWED;

import io.countersign.contracts.RefusedException;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Profile;
import java.time.Instant;

/** Step 16 of security 2.3: the absolute times of the item against order, profile and issuer. */
final class ValidityChecks {
    private ValidityChecks() {}

    static void check(Order order, OrderItem item, Profile profile, IssuerCertificate issuer, Instant now)
            throws RefusedException {
        Instant notBefore = item.notBefore();
        if (notBefore.isBefore(order.issuedAt().minus(Profile.BACKDATE))) {
            // A certificate from before the order would vouch for a time when nobody had allowed it.
            throw new RefusedException(
                    VALIDITY_NOT_ALLOWED,
                    "notBefore " + notBefore + " is more than " + Profile.BACKDATE + " before the order");
        }
        if (notBefore.isAfter(order.useBy())) {
            throw new RefusedException(
                    VALIDITY_NOT_ALLOWED, "notBefore " + notBefore + " is later than the order's use-by");
        }
        profile.checkValidity(notBefore, item.notAfter(), issuer, now);
    }
}
