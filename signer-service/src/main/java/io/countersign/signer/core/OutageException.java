package io.countersign.signer.core;

/** Something outside is away, or did what it must not do: wait and try the same again. Never a word about the input. */
public final class OutageException extends Exception {
    private static final long serialVersionUID = 1L;

    public OutageException(String reason) {
        super(reason);
    }

    public OutageException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
