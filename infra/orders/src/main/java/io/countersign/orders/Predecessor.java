package io.countersign.orders;

import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;

/**
 * The certificate that an item replaces.
 *
 * @param sha256 digest of the certificate's DER
 * @param generation its place in the lineage, the first is 1
 */
public record Predecessor(SerialNumber serial, Sha256 sha256, long generation) {
    public Predecessor {
        if (generation < 1) {
            throw new IllegalArgumentException("generations count from 1, not " + generation);
        }
    }
}
