package io.countersign.stack;

/** One process of the stack that somebody has to end. */
public interface Running {
    String name();

    long pid();

    boolean alive();

    /** Ends it in an orderly way, by force after a grace; returns when it is gone. Harmless when it is gone already. */
    void stop();
}
