package io.countersign.cli.key;

/** A card that was opened and then did not sign, or signed wrong. Unchecked, because it passes through the JOSE library. */
public final class CardFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String next;

    CardFailedException(String message, String next, Throwable cause) {
        super(message, cause);
        this.next = next;
    }

    CardFailedException(String message, String next) {
        super(message);
        this.next = next;
    }

    /** What the person can do about it. */
    public String next() {
        return next;
    }
}
