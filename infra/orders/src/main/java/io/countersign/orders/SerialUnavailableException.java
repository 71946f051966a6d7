package io.countersign.orders;

/** The secret behind the serials cannot be reached: an outage to wait for, never a verdict. */
public final class SerialUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public SerialUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
