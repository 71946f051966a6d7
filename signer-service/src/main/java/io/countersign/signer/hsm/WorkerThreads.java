package io.countersign.signer.hsm;

import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fixed number of named threads. A batch has at most 500 pieces, so what waits is bounded; each piece that calls the HSM ends
 * within the HSM's own deadline.
 */
public final class WorkerThreads implements Workers, AutoCloseable {
    private final ExecutorService threads;

    public WorkerThreads(String name, int count) {
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public <T> List<T> inParallel(List<Work<T>> work) throws OutageException {
        List<Future<T>> running = new ArrayList<>();
        try {
            for (Work<T> piece : work) {
                running.add(threads.submit(piece::run));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> piece : running) {
                results.add(piece.get());
            }
            return results;
        } catch (RejectedExecutionException e) {
            // The service stops before its loop did. Any other exception would blame the record and cost a good order.
            throw new OutageException("the workers have stopped", e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutageException("interrupted while waiting for workers", e);
        } finally {
            // After a failure the rest is not wanted any more; finished pieces do not mind.
            running.forEach(piece -> piece.cancel(false));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static OutageException rethrown(ExecutionException e) {
        if (e.getCause() instanceof OutageException outage) {
            return outage;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        if (e.getCause() instanceof RuntimeException fault) {
            throw fault;
        }
        throw new IllegalStateException("a worker throws nothing else", e);
    }
}
