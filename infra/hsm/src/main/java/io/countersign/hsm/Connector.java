package io.countersign.hsm;

import java.time.Duration;

/**
 * Makes generations. Each attempt runs under a deadline on a thread of its own, since connecting can hang like any other
 * call; an attempt that comes back too late is simply not used. Owned by one thread at a time.
 */
final class Connector implements AutoCloseable {
    /** Hung attempts that may pile up before new ones are refused. */
    private static final int HUNG_ATTEMPTS = 4;

    /** Connecting lists and probes every key, so it gets several times the deadline of one call. */
    private static final int DEADLINE_FACTOR = 4;

    private final TokenConfig config;
    private final HsmCalls calls;
    private final Duration deadline;
    private int number;
    private int failures;

    Connector(TokenConfig config) {
        this.config = config;
        this.calls = new HsmCalls("hsm-" + config.tokenLabel() + "-connect", HUNG_ATTEMPTS);
        this.deadline = config.deadline().multipliedBy(DEADLINE_FACTOR);
    }

    @FunctionalInterface
    interface Check {
        void accept(Generation generation) throws Exception;
    }

    /** A generation that passed the check. */
    Generation connect(Check check) throws HsmException {
        int next = ++number;
        // A link is enough for a proxy or a network client; a module that failed inside needs its own instance.
        boolean copy = failures % 2 == 1;
        try {
            Generation generation = calls.run(
                    "connect",
                    () -> {
                        Generation opened = Generation.open(next, config, copy);
                        check.accept(opened);
                        return opened;
                    },
                    deadline);
            failures = 0;
            return generation;
        } catch (HsmException e) {
            failures++;
            throw e;
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
