package io.countersign.hsm;

/** No session became free before the deadline; nothing was sent to the HSM. */
public final class HsmBusyException extends HsmException {
    private static final long serialVersionUID = 1L;

    HsmBusyException(String message) {
        super(message, null);
    }
}
