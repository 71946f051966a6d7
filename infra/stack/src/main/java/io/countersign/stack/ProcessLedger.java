package io.countersign.stack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every process that the stack started, so that none is left behind.
 *
 * <p>A shutdown hook stops what still runs, newest first: services go before the broker they talk to. Safe for use from
 * several threads.
 */
public final class ProcessLedger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLedger.class);

    private final Deque<Running> entries = new ArrayDeque<>();
    private final Thread hook = new Thread(this::stopAll, "stack-shutdown");

    public ProcessLedger() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void add(Running process) {
        synchronized (entries) {
            entries.push(process);
        }
    }

    /** Pids of what is alive now, newest first. */
    public List<Long> alive() {
        return snapshot().stream().filter(Running::alive).map(Running::pid).toList();
    }

    /** One line per living process: pid and name. */
    public List<String> describe() {
        return snapshot().stream()
                .filter(Running::alive)
                .map(process -> process.pid() + " " + process.name())
                .toList();
    }

    /** Leaves every process running when this JVM ends; whoever calls this hands the pids to somebody else. */
    public void keepRunning() {
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** Stops everything, newest first, and forgets it. */
    @Override
    public void close() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            LOG.debug("closed while the JVM goes down", alreadyShuttingDown);
        }
    }

    private void stopAll() {
        for (Running process : snapshot()) {
            try {
                process.stop();
            } catch (RuntimeException failure) {
                // The others still have to be stopped; what could not be is said aloud.
                LOG.error("could not stop {} (pid {})", process.name(), process.pid(), failure);
            }
        }
        synchronized (entries) {
            entries.removeIf(process -> !process.alive());
        }
    }

    private List<Running> snapshot() {
        synchronized (entries) {
            return new ArrayList<>(entries);
        }
    }
}
