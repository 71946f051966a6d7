package io.countersign.audit.core;

/** A part that the log depends on (database, broker, token) does not answer now. Nothing was lost; try again later. */
public final class OutageException extends Exception {
    private static final long serialVersionUID = 1L;

    public OutageException(String what, Throwable cause) {
        super(what, cause);
    }

    public OutageException(String what) {
        super(what);
    }
}
