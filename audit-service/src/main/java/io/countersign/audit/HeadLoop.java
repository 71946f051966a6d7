package io.countersign.audit;

import io.countersign.audit.core.HeadPublisher;
import io.countersign.audit.core.HeadRefusedException;
import io.countersign.audit.core.LogOperation;
import io.countersign.audit.core.OutageException;
import io.countersign.audit.core.Published;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.Readiness;
import io.countersign.runtime.life.ServiceLife;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that brings the log into operation and then moves its head every 100 ms. An outage is waited out, with
 * readiness red; a contradiction ends the process.
 */
public final class HeadLoop implements Part {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final String NAME = "log-head";

    private static final Logger LOG = LoggerFactory.getLogger(HeadLoop.class);

    private final LogOperation operation;
    private final ServiceLife life;
    private final Readiness.Check check;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::live, NAME);
    private volatile Optional<HeadPublisher> publisher = Optional.empty();

    public HeadLoop(LogOperation operation, ServiceLife life) {
        this.operation = operation;
        this.life = life;
        this.check = life.readiness().check(NAME);
    }

    /** Whether the start checks are done and leaves may be added. */
    public boolean inOperation() {
        return publisher.isPresent();
    }

    public Optional<Published> published() {
        return publisher.flatMap(HeadPublisher::published);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        closing.countDown();
        thread.join(Math.max(1, deadline.toMillis()));
        if (thread.isAlive()) {
            throw new IllegalStateException(NAME + " is still at work after " + deadline);
        }
    }

    private void live() {
        Duration pause = Duration.ZERO;
        try {
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = turn(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            life.fail(NAME, e);
        } catch (HeadRefusedException | IOException | RuntimeException | Error e) {
            check.notReady(e.toString());
            life.fail(NAME, e);
        }
    }

    /** Returns how long to wait for the next one. */
    private Duration turn(Duration before) throws HeadRefusedException, IOException {
        try {
            if (publisher.isEmpty()) {
                publisher = operation.begin();
            }
            if (publisher.isEmpty()) {
                check.notReady("another instance holds the head register");
                return Duration.ofSeconds(1);
            }
            publisher.get().turn();
            check.ready();
            return TURN;
        } catch (OutageException e) {
            Duration doubled = before.compareTo(TURN) < 0 ? TURN : before.multipliedBy(2);
            Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            check.notReady(e.getMessage());
            LOG.warn("the log's head waits {} ms: {}", pause.toMillis(), e.getMessage(), e);
            return pause;
        }
    }
}
