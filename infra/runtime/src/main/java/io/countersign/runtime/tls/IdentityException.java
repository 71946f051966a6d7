package io.countersign.runtime.tls;

/** The files of an identity do not make a usable one; the sentence says which file and why. */
public final class IdentityException extends Exception {
    private static final long serialVersionUID = 1L;

    public IdentityException(String message) {
        super(message);
    }

    public IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
