package io.countersign.signer.core;

import io.countersign.contracts.RefusedException;

/** A record that may count when its time has come, by this signer's clock: take it again then. */
public final class EarlyException extends Exception {
    private static final long serialVersionUID = 1L;

    EarlyException(RefusedException cause) {
        super(cause.getMessage(), cause);
    }
}
