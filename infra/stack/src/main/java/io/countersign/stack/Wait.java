package io.countersign.stack;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Polls a condition against a deadline; what is being waited for has no event to subscribe to. */
final class Wait {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private Wait() {}

    /**
     * Returns as soon as {@code condition} is true.
     *
     * @param condition asked every 50 ms; an exception counts as "not yet" and becomes the cause of the failure
     * @throws StackException after {@code limit}, with {@code detail} (asked only then) in its message
     */
    static void until(String what, Duration limit, Callable<Boolean> condition, Supplier<String> detail) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Exception last = null;
            try {
                if (condition.call()) {
                    return;
                }
            } catch (StackException fatal) {
                throw fatal;
            } catch (Exception notYet) {
                last = notYet;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new StackException(what + ": not within " + limit.toSeconds() + " s\n" + detail.get(), last);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting", interrupted);
        }
    }
}
