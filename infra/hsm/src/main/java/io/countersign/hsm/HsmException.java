package io.countersign.hsm;

/**
 * The HSM did not do what was asked. Every kind means "pause and come back": none says anything about the input, which
 * is always a digest or a short byte string made here.
 */
public abstract sealed class HsmException extends Exception
        permits HsmBusyException, HsmPinRefusedException, HsmTimeoutException, HsmUnavailableException {
    private static final long serialVersionUID = 1L;

    HsmException(String message, Throwable cause) {
        super(message, cause);
    }
}
