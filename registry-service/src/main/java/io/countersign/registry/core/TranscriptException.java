package io.countersign.registry.core;

/** The ceremony's transcript is not what the trust document's officers signed, or does not hold together. */
public final class TranscriptException extends Exception {
    private static final long serialVersionUID = 1L;

    TranscriptException(String what) {
        super(what);
    }

    TranscriptException(String what, Throwable cause) {
        super(what, cause);
    }
}
