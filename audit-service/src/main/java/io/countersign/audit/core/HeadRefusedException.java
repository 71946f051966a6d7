package io.countersign.audit.core;

/**
 * Log, register and published checkpoint contradict each other, or another instance took the register over. Signing on
 * could show two histories, so the service stops; only a person may resolve it.
 */
public final class HeadRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public HeadRefusedException(String what) {
        super(what);
    }

    public HeadRefusedException(String what, Throwable cause) {
        super(what, cause);
    }
}
