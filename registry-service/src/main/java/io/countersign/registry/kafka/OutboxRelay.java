package io.countersign.registry.kafka;

import io.countersign.contracts.EventCodec;
import io.countersign.contracts.UnreadableException;
import io.countersign.registry.core.StoreException;
import io.countersign.registry.postgres.OutboxQueue;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.runtime.life.Metrics;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.Readiness;
import io.countersign.runtime.life.ServiceLife;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the outbox holds, in its order, and marks it sent once the brokers have it. A crash between the two sends again, which
 * receivers know by the event's id. One thread; only the leader among all registries sends.
 *
 * <p>Nothing old follows anything new: the leader first excludes all senders before it, and looks at the outbox only then, over the
 * connection that holds the lock. A look that succeeded saw the lock held, so whoever leads later excludes this sender later, and
 * what it still sends of that look is refused.
 */
public final class OutboxRelay implements Part {
    private static final int MOST_AT_ONCE = 500;
    /** How late another process's event may leave; our own wake us. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final OutboxQueue queue;
    private final EventSender sender;
    private final Optional<Duration> keepSent;
    private final InstantSource clock;
    private final Readiness.Check check;
    private final ServiceLife life;
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicLong waiting = new AtomicLong();
    private final Thread thread = new Thread(this::live, "outbox-relay");
    private volatile boolean stopping;
    private volatile boolean leads;
    private Instant lastForgotten = Instant.EPOCH;

    /**
     * A relay that begins at {@link #start}.
     *
     * @param keepSent how long sent events are kept; empty when somebody else deletes them
     */
    public OutboxRelay(
            OutboxQueue queue, EventSender sender, Optional<Duration> keepSent, InstantSource clock, ServiceLife life) {
        this.queue = queue;
        this.sender = sender;
        this.keepSent = keepSent;
        this.clock = clock;
        this.life = life;
        this.check = life.readiness().check("outbox");
        Metrics metrics = life.metrics();
        metrics.gauge(
                "countersign_outbox_waiting_events",
                "Events in the outbox that are not with the brokers yet.",
                waiting::get);
    }

    /** There may be something to send. Safe for all threads, never blocks. */
    public void wake() {
        wakeUps.release();
    }

    /** Whether this process was the sender among all registries when it last looked. */
    public boolean leads() {
        return leads;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        stopping = true;
        wake();
        thread.join(Math.max(1, deadline.toMillis()));
        if (thread.isAlive()) {
            throw new IllegalStateException("the outbox relay is still at work after " + deadline);
        }
    }

    private void live() {
        try (queue;
                sender) {
            while (!stopping) {
                Duration pause = relay();
                if (wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            life.fail("outbox", interrupted);
        } catch (RuntimeException | Error broken) {
            // It must not end in a silent thread: the process would look alive and tell nobody anything.
            life.fail("outbox", broken);
        }
    }

    private Duration relay() {
        try {
            leads = queue.lead();
            if (!leads) {
                check.ready();
                return PAUSE;
            }
            sender.exclude();
            Duration pause = sendOnce() == MOST_AT_ONCE ? Duration.ZERO : LOOK_EVERY;
            forget();
            check.ready();
            return pause;
        } catch (StoreException | StepUnavailable away) {
            LOG.warn("the outbox waits: {}", away.toString());
            check.notReady(away.toString());
            giveUpLead();
            return PAUSE;
        }
    }

    private int sendOnce() throws StepUnavailable {
        List<OutboxQueue.Row> rows = queue.unsent(MOST_AT_ONCE);
        waiting.set(rows.size());
        if (!rows.isEmpty()) {
            List<Outbound> outbounds = new ArrayList<>();
            for (OutboxQueue.Row row : rows) {
                outbounds.add(outbound(row));
            }
            sender.send(outbounds);
            queue.sent(rows, clock.instant());
            waiting.set(0);
        }
        return rows.size();
    }

    /** The event keeps the row's very bytes: reading it back only finds the key again. */
    private static Outbound outbound(OutboxQueue.Row row) {
        try {
            return Outbound.of(EventCodec.decode(row.topic(), row.value().toArray()));
        } catch (UnreadableException damaged) {
            throw new IllegalStateException("outbox row " + row.position() + " is damaged", damaged);
        }
    }

    private void forget() {
        Instant now = clock.instant();
        if (keepSent.isEmpty() || now.isBefore(lastForgotten.plus(FORGET_EVERY))) {
            return;
        }
        lastForgotten = now;
        int forgotten = queue.forgetSentBefore(now.minus(keepSent.get()));
        LOG.debug("{} sent events are forgotten", forgotten);
    }

    private void giveUpLead() {
        leads = false;
        sender.release();
        try {
            queue.yieldLead();
        } catch (StoreException broken) {
            LOG.warn("the connection of the outbox was broken: {}", broken.toString());
        }
    }
}
