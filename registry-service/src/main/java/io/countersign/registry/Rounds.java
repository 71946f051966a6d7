package io.countersign.registry;

import io.countersign.contracts.RefusedException;
import io.countersign.registry.core.StoreException;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.ServiceLife;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something small done again and again on a thread of its own. A round that finds the database away is left out. */
final class Rounds implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Duration every;
    private final Round round;
    private final ServiceLife life;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    /** One round. */
    @FunctionalInterface
    interface Round {
        void run() throws RefusedException, InterruptedException;
    }

    Rounds(String name, Duration every, Round round, ServiceLife life) {
        this.name = name;
        this.every = every;
        this.round = round;
        this.life = life;
        this.thread = new Thread(this::live, name);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        stopping.countDown();
        thread.join(Math.max(1, deadline.toMillis()));
        if (thread.isAlive()) {
            throw new IllegalStateException(name + " is still at work after " + deadline);
        }
    }

    private void live() {
        try {
            do {
                once();
            } while (!stopping.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            life.fail(name, interrupted);
        } catch (RuntimeException | Error broken) {
            life.fail(name, broken);
        }
    }

    private void once() throws InterruptedException {
        try {
            round.run();
        } catch (StoreException failure) {
            if (!failure.isOutage()) {
                throw failure;
            }
            LOG.warn("{} waits: {}", name, failure.toString());
        } catch (RefusedException refused) {
            LOG.error("{}: {}", name, refused.getMessage());
        }
    }
}
