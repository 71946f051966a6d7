package io.countersign.x509;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.SerialNumber;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * All that the to-be-signed bytes depend on; nothing else, least of all a clock.
 *
 * @param names from the order, checked against CSR and profile before
 * @param spki the canonical SubjectPublicKeyInfo, {@link Csr#spki()}
 * @param notBefore whole seconds
 * @param notAfter whole seconds
 */
public record TbsInput(
        Profile profile,
        Names names,
        Bytes spki,
        IssuerCertificate issuer,
        SerialNumber serial,
        Instant notBefore,
        Instant notAfter) {
    public TbsInput {
        boolean whole = notBefore.equals(notBefore.truncatedTo(ChronoUnit.SECONDS))
                && notAfter.equals(notAfter.truncatedTo(ChronoUnit.SECONDS));
        if (!whole || !notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException("no life from " + notBefore + " to " + notAfter);
        }
    }
}
