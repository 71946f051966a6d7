package io.countersign.signer.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when the test says so. */
public final class SettableClock implements InstantSource {
    private Instant now;
    private long nanos = Long.MAX_VALUE - 1_000; // wraps soon, as System.nanoTime may

    public SettableClock(Instant now) {
        this.now = now;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** The monotonic clock. */
    public synchronized long nanos() {
        return nanos;
    }

    /** Time passes. */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
        nanos += by.toNanos();
    }

    /** Somebody sets the wall clock. */
    public synchronized void set(Duration by) {
        now = now.plus(by);
    }

    /** As the signer reads it. */
    public synchronized SteadyClock steady() {
        return new SteadyClock(this, this::nanos, now.minus(Duration.ofDays(1)));
    }
}
