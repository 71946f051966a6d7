package io.countersign.e2e.installation;

/** Something that must hold does not; the message says what was expected and what was seen. */
public final class FailedCheckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FailedCheckException(String message) {
        super(message);
    }

    public FailedCheckException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Throws unless the condition holds. */
    public static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new FailedCheckException(otherwise);
        }
    }
}
