package io.countersign.tlog;

/** A proof, receipt, note or checkpoint does not show what it claims to show. The message says which rule it broke. */
public final class ProofException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProofException(String reason) {
        super(reason);
    }

    public ProofException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
