package io.countersign.hsm;

/** The token refused the PIN. Never tried again by this process: real HSMs lock after a few wrong PINs. */
public final class HsmPinRefusedException extends HsmException {
    private static final long serialVersionUID = 1L;

    HsmPinRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
