package io.countersign.signer.core;

import io.countersign.contracts.SerialNumber;

/** What the CRLs say of a serial. Asked by any thread. */
@FunctionalInterface
public interface RevokedSerials {
    /** Whether a CRL lists it; never an answer out of ignorance. */
    boolean contains(SerialNumber serial) throws CrlsUnreadException;
}
