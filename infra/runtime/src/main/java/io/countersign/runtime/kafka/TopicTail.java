package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.Readiness;
import io.countersign.runtime.life.ServiceLife;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole topics for a {@link TailHandler} that keeps the offsets itself, beside what the records did. No consumer group:
 * who may run at a time is decided by the handler's store.
 *
 * <p>After any fault it starts anew from the offsets of the store, so an unknown outcome settles itself. A topic made anew under
 * an old name is noticed by its id and read from its beginning.
 */
public final class TopicTail implements Part {
    static final String NO_ANSWER = "no broker answers";

    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);

    private final KafkaClients clients;
    private final String name;
    private final List<Topic> inputs;
    private final TailHandler handler;
    private final KnownTopics topics;
    private final ServiceLife life;
    private final Readiness.Check check;
    private final Map<Topic, LoopMetrics> metrics = new EnumMap<>(Topic.class);
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean recycle = new AtomicBoolean();
    private final Runnable onIdentity = this::identityChanged;

    /**
     * A tail that begins at {@link #start}.
     *
     * @param name of this tail in readiness, metrics and its thread
     */
    public TopicTail(
            KafkaClients clients,
            String name,
            Set<Topic> inputs,
            TailHandler handler,
            KnownTopics topics,
            ServiceLife life) {
        this.clients = clients;
        this.name = name;
        this.inputs = inputs.stream().sorted().toList();
        this.handler = handler;
        this.topics = topics;
        this.life = life;
        this.check = life.readiness().check(name);
        this.inputs.forEach(topic -> metrics.put(topic, new LoopMetrics(life.metrics(), topic)));
        this.thread = new Thread(this::live, name);
    }

    @Override
    public void start() {
        clients.tls().onChange(onIdentity);
        thread.start();
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        clients.tls().removeListener(onIdentity);
        closing.countDown();
        thread.join(Math.max(1, deadline.toMillis()));
        if (thread.isAlive()) {
            throw new IllegalStateException(name + " is still at work after " + deadline);
        }
    }

    private void live() {
        Backoff backoff = new Backoff();
        try {
            while (closing.getCount() > 0) {
                Duration pause = session(backoff);
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            life.fail(name, e);
        } catch (Error e) {
            // It must not end in a silent thread: the process would look alive and do nothing.
            check.notReady(e.toString());
            life.fail(name, e);
        }
    }

    private Duration session(Backoff backoff) throws InterruptedException {
        try (TailSession session = new TailSession(clients, inputs, handler, topics, metrics)) {
            recycle.set(false);
            session.begin();
            session.run(() -> {
                if (session.reachable()) {
                    check.ready();
                } else {
                    check.notReady(NO_ANSWER);
                }
                backoff.reset();
                return closing.getCount() == 0 || recycle.get();
            });
            return Duration.ZERO;
        } catch (StepUnavailable | KafkaException e) {
            return pause(backoff, e.toString(), e);
        } catch (RuntimeException e) {
            LOG.error("{} met a fault in its handler", name, e);
            return pause(backoff, "fault: " + e, e);
        }
    }

    private Duration pause(Backoff backoff, String reason, Exception cause) {
        Duration pause = backoff.next();
        check.notReady(reason);
        LOG.warn("{} starts anew in {}: {}", name, pause, reason, cause);
        return pause;
    }

    /** New clients take over the new identity; open connections would keep the old one for ever (kafka-facts.md 2.1). */
    private void identityChanged() {
        recycle.set(true);
    }
}
