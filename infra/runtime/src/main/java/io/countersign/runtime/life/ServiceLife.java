package io.countersign.runtime.life;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one service: parts start in the order they were added and stop in reverse within one deadline, on SIGTERM or when a
 * part fails. A failed start or a failed part ends the process with exit code 1 and the reason in the log.
 */
public final class ServiceLife {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLife.class);

    private record Named(String name, Part part) {}

    private final String service;
    private final Duration stopDeadline;
    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private final List<Named> parts = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    public ServiceLife(String service, Duration stopDeadline) {
        this.service = service;
        this.stopDeadline = stopDeadline;
    }

    public Readiness readiness() {
        return readiness;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** Adds a part behind those added before; to be called while wiring only. */
    public <P extends Part> P add(String name, P part) {
        parts.add(new Named(name, part));
        return part;
    }

    /** Adds something that is open already and only has to be closed. */
    public <C extends AutoCloseable> C closing(String name, C resource) {
        add(name, new Part() {
            @Override
            public void start() {
                LOG.debug("{} is open", name);
            }

            @Override
            public void stop(Duration deadline) throws Exception {
                resource.close();
            }
        });
        return resource;
    }

    /** A part can no longer work and cannot help itself: everything stops and the process ends with 1. */
    public void fail(String part, Throwable cause) {
        if (failure.compareAndSet(null, cause)) {
            LOG.error("{} failed: {}", part, cause.toString(), cause);
        }
        stopping.countDown();
    }

    /** Asks for an orderly stop; returns at once. */
    public void requestStop() {
        stopping.countDown();
    }

    /** Starts every part, waits for SIGTERM, {@link #requestStop} or {@link #fail}, stops every part; the exit code. */
    public int run() {
        Thread hook = new Thread(this::stopFromSignal, service + "-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            for (Named named : parts) {
                named.part().start();
            }
            LOG.info("{} started", service);
            stopping.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(service, e);
        } catch (Exception e) {
            fail(service + " start", e);
        } finally {
            stopNow();
        }
        return failure.get() == null ? 0 : 1;
    }

    /** Stops every part in reverse; a part that cannot stop is logged and does not keep the others. */
    public void stopNow() {
        long end = System.nanoTime() + stopDeadline.toNanos();
        for (int i = parts.size() - 1; i >= 0; i--) {
            Named named = parts.get(i);
            try {
                named.part().stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            } catch (Exception e) {
                LOG.error("{} did not stop in order: {}", named.name(), e.toString(), e);
                failure.compareAndSet(null, e);
            }
        }
        metrics.close();
        LOG.info("{} stopped", service);
        stopped.countDown();
    }

    private void stopFromSignal() {
        stopping.countDown();
        try {
            if (!stopped.await(stopDeadline.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.error("{} did not stop within {}", service, stopDeadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
