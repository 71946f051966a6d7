package io.countersign.runtime.kafka;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.Readiness;
import io.countersign.runtime.life.ServiceLife;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics and answers each batch exactly once: what a {@link Step} returns and how far it read are committed in one
 * transaction. One consumer serves all inputs (range assignor), so one instance owns the same partition of each.
 *
 * <p>Outages pause and resume by themselves; a lost broker or a rebalance starts a new session from what is committed. The
 * service ends, loudly, when another live process holds the ordinal, or when the loop meets an Error or a fault of its own.
 */
public final class TopicLoop implements Part {
    private static final int TRANSACTION_TIMEOUT_MILLIS = 15_000;
    private static final Logger LOG = LoggerFactory.getLogger(TopicLoop.class);

    private final KafkaClients clients;
    private final ServiceName service;
    private final String instance;
    private final List<LoopInput> inputs;
    private final KnownTopics topics;
    private final DeadLetters deadLetters;
    private final StepKillPoints killPoints;
    private final ServiceLife life;
    private final LongSupplier nanos;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean recycle = new AtomicBoolean();
    private final Runnable onIdentity = this::identityChanged;
    private final Readiness.Check connection;
    private final Map<Topic, Readiness.Check> checks = new EnumMap<>(Topic.class);
    private final Map<Topic, LoopMetrics> metrics = new EnumMap<>(Topic.class);

    /**
     * The loop of one instance.
     *
     * @param ordinal number of this instance among its kind, from 0; no two live processes share one
     */
    public TopicLoop(
            KafkaClients clients,
            ServiceName service,
            int ordinal,
            List<LoopInput> inputs,
            KnownTopics topics,
            DeadLetters deadLetters,
            ServiceLife life) {
        this(clients, service, ordinal, inputs, topics, deadLetters, life, StepKillPoints.NONE, System::nanoTime);
    }

    /** For test mains, which may break the process at a moment of their choice. */
    public TopicLoop(
            KafkaClients clients,
            ServiceName service,
            int ordinal,
            List<LoopInput> inputs,
            KnownTopics topics,
            DeadLetters deadLetters,
            ServiceLife life,
            StepKillPoints killPoints,
            LongSupplier nanos) {
        this.clients = clients;
        this.service = service;
        this.instance = service.wireName() + "-" + ordinal;
        this.inputs = List.copyOf(inputs);
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.killPoints = killPoints;
        this.life = life;
        this.nanos = nanos;
        this.connection = life.readiness().check("kafka");
        for (LoopInput input : inputs) {
            checks.put(
                    input.topic(),
                    life.readiness().check("input " + input.topic().wireName()));
            metrics.put(input.topic(), new LoopMetrics(life.metrics(), input.topic()));
        }
        this.thread = new Thread(this::live, instance + "-loop");
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
            throw new IllegalStateException(instance + " is still at work after " + deadline);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void live() {
        Backoff backoff = new Backoff();
        try {
            while (!isClosing()) {
                Duration pause = session(backoff);
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            life.fail(instance, e);
        } catch (OrdinalGuard.OrdinalTaken | RuntimeException | Error e) {
            // An Error must not end in a silent thread: the process would look alive and do nothing.
            connection.notReady(e.toString());
            life.fail(instance, e);
        }
    }

    /** One session; how long to wait before the next. */
    private Duration session(Backoff backoff) throws OrdinalGuard.OrdinalTaken, InterruptedException {
        try (Admin admin = clients.admin()) {
            topics.refresh(admin, inputs.stream().map(LoopInput::topic).toList());
            new OrdinalGuard(service.group(), instance, clients.clientId()).await(admin, closing);
            if (isClosing()) {
                return Duration.ZERO;
            }
            recycle.set(false);
            try (LoopSession session = new LoopSession(clients.consumer(consumerSettings()))) {
                inputs.forEach(input -> session.add(lane(session, input)));
                session.run(() -> isEnding(session, backoff), topics, admin);
            }
            return Duration.ZERO;
        } catch (StepUnavailable | InputTransaction.Lost | KafkaException e) {
            Duration pause = backoff.next();
            connection.notReady(e.toString());
            LOG.warn("{} starts anew in {}: {}", instance, pause, e.toString(), e);
            return pause;
        }
    }

    private boolean isEnding(LoopSession session, Backoff backoff) {
        if (!session.reachable()) {
            connection.notReady(TopicTail.NO_ANSWER);
        } else if (session.joined()) {
            connection.ready();
            backoff.reset();
            metrics.forEach((topic, gauges) -> gauges.lag.set(session.lag(topic)));
        }
        return isClosing() || recycle.get();
    }

    private InputLane lane(LoopSession session, LoopInput input) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("transactional.id", input.transactionalId());
        settings.put("transaction.timeout.ms", TRANSACTION_TIMEOUT_MILLIS);
        settings.put("client.id", clients.clientId() + "/" + input.topic().wireName());
        Producer<byte[], byte[]> producer = clients.producer(settings);
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        return new InputLane(
                input,
                topics.apply(input.topic()),
                session.consumer(),
                producer,
                killPoints,
                deadLetters,
                metrics.get(input.topic()),
                checks.get(input.topic()),
                nanos);
    }

    private Map<String, Object> consumerSettings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("group.id", service.group());
        settings.put("group.instance.id", instance);
        settings.put("partition.assignment.strategy", RangeAssignor.class.getName());
        settings.put("session.timeout.ms", Math.toIntExact(LoopSession.SESSION_TIMEOUT.toMillis()));
        settings.put(
                "heartbeat.interval.ms",
                Math.toIntExact(LoopSession.SESSION_TIMEOUT.dividedBy(4).toMillis()));
        settings.put("auto.offset.reset", "earliest");
        return settings;
    }

    /** New clients take over the new identity; open connections would keep the old one for ever (kafka-facts.md 2.1). */
    private void identityChanged() {
        recycle.set(true);
    }
}
