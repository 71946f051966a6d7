package io.countersign.orders;

import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.x509.IssuerCertificate;

/**
 * Gives the serial of an item: equal for equal arguments, for ever, and unpredictable to whoever does not hold the secret.
 * Callers may share one source between threads.
 */
@FunctionalInterface
public interface SerialSource {
    /**
     * The serial of one item.
     *
     * @param order SHA-256 of the order's payload
     * @param item index in the order
     * @param encoder version of the to-be-signed encoding, from the profile
     * @throws SerialUnavailableException when the secret cannot be reached now; nothing was decided
     */
    SerialNumber serial(IssuerCertificate issuer, Sha256 order, int item, String encoder)
            throws SerialUnavailableException;
}
