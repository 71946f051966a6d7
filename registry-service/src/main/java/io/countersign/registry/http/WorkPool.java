package io.countersign.registry.http;

import io.countersign.runtime.life.Part;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for rules and database, so that the event loop never waits. The queue has an end: beyond it, callers are told. */
final class WorkPool implements Part {
    private final ThreadPoolExecutor workers;

    WorkPool(int threads, int queue) {
        AtomicInteger number = new AtomicInteger();
        this.workers = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                task -> new Thread(task, "registry-rules-" + number.incrementAndGet()));
    }

    /** Takes work on; false when there is no room for more. */
    boolean offer(Runnable work) {
        try {
            workers.execute(work);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    int queued() {
        return workers.getQueue().size();
    }

    @Override
    public void start() {
        workers.prestartAllCoreThreads();
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        workers.shutdown();
        if (!workers.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            workers.shutdownNow();
        }
    }
}
