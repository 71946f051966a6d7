package io.countersign.runtime.kafka;

import io.countersign.runtime.tls.MutualTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events at least once, in order per partition, without a transaction: for writers whose own store says what has been
 * published. Safe for all threads; calls go one after the other.
 */
public final class EventProducer implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** A little above the producer's own bound, which should speak first. */
    private static final long WAIT_MILLIS = KafkaClients.API_MILLIS + 3_000L;

    private static final Logger LOG = LoggerFactory.getLogger(EventProducer.class);

    private final KafkaClients clients;
    private final String name;
    private final AtomicBoolean recycle = new AtomicBoolean();
    private final Runnable onIdentity = this::identityChanged;
    private Producer<byte[], byte[]> producer;

    /**
     * Connects at the first event.
     *
     * @param name tells this producer from others of the process
     */
    public EventProducer(KafkaClients clients, String name) {
        this.clients = clients;
        this.name = name;
        MutualTls tls = clients.tls();
        tls.onChange(onIdentity);
    }

    /**
     * Returns when the brokers have all of it. When it throws, any part of it may have arrived: publish the same again, in the
     * same order.
     */
    public synchronized void publish(List<Outbound> outbounds) throws StepUnavailable {
        if (recycle.getAndSet(false)) {
            discard();
        }
        if (producer == null) {
            producer = clients.producer(Map.of("client.id", clients.clientId() + "/" + name));
        }
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Outbound outbound : outbounds) {
                sent.add(producer.send(outbound.toRecord()));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // A new producer: what the old one still holds must not overtake the repetition.
            discard();
            throw new StepUnavailable("not published: " + (e instanceof ExecutionException ? e.getCause() : e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            discard();
            throw new StepUnavailable("interrupted while publishing", e);
        }
    }

    @Override
    public synchronized void close() {
        clients.tls().removeListener(onIdentity);
        discard();
    }

    private void discard() {
        if (producer != null) {
            try {
                producer.close(CLOSE);
            } catch (KafkaException e) {
                LOG.warn("the producer {} did not close in order: {}", name, e.toString());
            }
            producer = null;
        }
    }

    /** New clients take over the new identity; open connections would keep the old one for ever (kafka-facts.md 2.1). */
    private void identityChanged() {
        recycle.set(true);
    }
}
