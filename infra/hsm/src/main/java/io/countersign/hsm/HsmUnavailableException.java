package io.countersign.hsm;

/** An outage: the token cannot be reached, refuses calls, or does not hold a pinned key. Recovery is under way. */
public final class HsmUnavailableException extends HsmException {
    private static final long serialVersionUID = 1L;

    public HsmUnavailableException(String message) {
        super(message, null);
    }

    public HsmUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
