package io.countersign.stack;

/** A part of the stack could not be started, reached or stopped; the message holds the tail of its log. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
