package io.countersign.contracts;

/** A record's bytes cannot be used; they go to dead letters with this reason. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final UnreadableReason reason;

    public UnreadableException(UnreadableReason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public UnreadableException(UnreadableReason reason, String detail, Throwable cause) {
        super(detail, cause);
        this.reason = reason;
    }

    public UnreadableReason reason() {
        return reason;
    }
}
