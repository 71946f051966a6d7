package io.countersign.registry.core;

/** The store failed. An outage passes by itself; anything else is a fault of what was to be stored. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean outage;

    public StoreException(String what, boolean outage, Throwable cause) {
        super(what, cause);
        this.outage = outage;
    }

    /** Whether the same work may succeed later. */
    public boolean isOutage() {
        return outage;
    }
}
