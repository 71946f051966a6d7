package io.countersign.hsm;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls into a module, on threads of their own.
 *
 * <p>A PKCS#11 call can hang for ever and ignores interrupts, so the deadline stands outside: the caller leaves, the
 * thread stays and keeps its permit until the module lets go. So at most {@code concurrency} threads are ever lost, and
 * a hung module cannot collect callers.
 */
final class HsmCalls implements AutoCloseable {
    private final String name;
    private final int concurrency;
    private final Semaphore permits;
    private final ThreadPoolExecutor threads;

    HsmCalls(String name, int concurrency) {
        this.name = name;
        this.concurrency = concurrency;
        this.permits = new Semaphore(concurrency, true);
        AtomicInteger count = new AtomicInteger();
        // The queue is bounded by the permits: never more tasks than threads.
        this.threads = new ThreadPoolExecutor(
                concurrency, concurrency, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    <T> T run(String what, Callable<T> call, Duration deadline) throws HsmException {
        long end = System.nanoTime() + deadline.toNanos();
        try {
            if (!permits.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new HsmBusyException(what + ": all " + concurrency + " sessions of " + name + " are taken");
            }
            Future<T> future = threads.submit(() -> {
                try {
                    return call.call();
                } finally {
                    permits.release();
                }
            });
            return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            permits.release();
            throw new HsmUnavailableException(what + ": " + name + " is closed", e);
        } catch (TimeoutException e) {
            throw new HsmTimeoutException(what + ": " + name + " gave no answer within " + deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HsmBusyException(what + ": the caller was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HsmException known) {
                throw known;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new HsmUnavailableException(what + ": " + rootMessage(e.getCause()), e.getCause());
        }
    }

    /** SunPKCS11 wraps the CKR code two or three deep; the innermost message is the one an operator can look up. */
    static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getName() : root.getMessage();
    }

    /** Waits until nothing is in flight; false when calls still hang after the deadline. */
    boolean drain(Duration deadline) {
        try {
            if (permits.tryAcquire(concurrency, deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                permits.release(concurrency);
                return true;
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
