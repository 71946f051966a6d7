package io.countersign.watcher.kafka;

import io.countersign.contracts.ServiceName;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.Readiness;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.watcher.core.RenewalPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the inventory on a thread of its own, one {@link InventorySession} after another. Outages make it unready and pass by
 * themselves; it fails for good only when another live process holds its ordinal, or on a fault of its own.
 */
public final class InventoryLoop implements Part {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    /** An outage ends for us at most this much later than for everybody else. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(InventoryLoop.class);

    private final WatcherClients clients;
    private final RenewalPolicy policy;
    private final Duration sweepEvery;
    private final InstantSource clock;
    private final ServiceLife life;
    private final WatcherMetrics metrics;
    private final Readiness.Check check;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean identityChanged = new AtomicBoolean();
    private final Runnable onIdentity = this::takeOver;
    private Duration pause = FIRST_PAUSE;

    /**
     * @param bootstrap brokers to ask first
     * @param ordinal of this instance, from 0; no two live processes share one
     */
    public InventoryLoop(
            String bootstrap,
            MutualTls tls,
            int ordinal,
            RenewalPolicy policy,
            Duration sweepEvery,
            InstantSource clock,
            ServiceLife life) {
        this.clients = new WatcherClients(bootstrap, tls, ordinal);
        this.policy = policy;
        this.sweepEvery = sweepEvery;
        this.clock = clock;
        this.life = life;
        this.metrics = new WatcherMetrics(life.metrics());
        this.check = life.readiness().check("inventory");
        this.thread = new Thread(this::live, clients.instance() + "-loop");
    }

    @Override
    public void start() {
        clients.tls().onChange(onIdentity);
        thread.start();
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        clients.tls().removeListener(onIdentity);
        closing.countDown();
        thread.join(Math.max(1, deadline.toMillis()));
        if (thread.isAlive()) {
            throw new IllegalStateException(thread.getName() + " is still at work after " + deadline);
        }
    }

    private void live() {
        try {
            boolean again = true;
            while (again) {
                again = session();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            life.fail(thread.getName(), e);
        } catch (OrdinalHolder.OrdinalTakenException | RuntimeException | Error e) {
            // An Error must not end in a silent thread: the process would look alive and watch nothing.
            check.notReady(e.toString());
            life.fail(thread.getName(), e);
        }
    }

    /**
     * One session and the pause behind it.
     *
     * @return whether there is to be another
     */
    private boolean session() throws OrdinalHolder.OrdinalTakenException, InterruptedException {
        try (Admin admin = clients.admin()) {
            new OrdinalHolder(admin, clients.instance(), clients.clientId()).awaitNone(closing);
            InventoryTopic topic = new InventoryTopic(admin);
            DeadLetters deadLetters = new DeadLetters(ServiceName.WATCHER, clock, asked -> topic.id());
            identityChanged.set(false);
            metrics.sessions.increment();
            try (InventorySession session = new InventorySession(clients, topic, policy, deadLetters, clock, metrics)) {
                session.run(sweepEvery, () -> isEnding(session));
            }
            return !isClosing();
        } catch (KafkaException e) {
            check.notReady(e.toString());
            LOG.warn("reads the inventory anew in {}: {}", pause, e.toString(), e);
            Duration current = pause;
            pause = pause.compareTo(LONGEST_PAUSE.dividedBy(2)) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            return !closing.await(current.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean isEnding(InventorySession session) {
        session.missing().ifPresentOrElse(check::notReady, () -> {
            check.ready();
            pause = FIRST_PAUSE;
        });
        return isClosing() || identityChanged.get();
    }

    /** New clients take over the new identity; open connections would keep the old one for ever (kafka-facts.md 2.1). */
    private void takeOver() {
        identityChanged.set(true);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }
}
