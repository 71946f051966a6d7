package io.countersign.registry.kafka;

import io.countersign.contracts.ServiceName;
import io.countersign.runtime.kafka.KafkaConfig;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.runtime.tls.KafkaTls;
import io.countersign.runtime.tls.MutualTls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches as transactions under the one transactional id that all relays share. Excluding is {@code initTransactions}: it
 * ends what a former holder left open and raises the epoch, and the brokers refuse every later record of a lower one
 * (KIP-98). The lock in the database alone cannot do that: who stalls after a look at the outbox does not notice its loss.
 */
public final class FencedSender implements EventSender {
    static final String TRANSACTIONAL_ID = ServiceName.REGISTRY.transactionalIdPrefix() + "relay";

    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** An open transaction holds readers back; nobody else ends that of a dead relay before a new one starts. */
    private static final int TRANSACTION_MILLIS = 15_000;
    /** One request; several fit into {@link #CALL_MILLIS}. */
    private static final int REQUEST_MILLIS = 5_000;
    /** A whole call with its retries; below the transaction timeout. */
    private static final int CALL_MILLIS = 12_000;

    private static final Logger LOG = LoggerFactory.getLogger(FencedSender.class);

    private final String bootstrap;
    private final MutualTls tls;
    private final String clientId;
    private final AtomicBoolean identityChanged = new AtomicBoolean();
    private final Runnable onIdentity = this::identityChanged;
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

    /**
     * Connects at the first {@link #exclude}.
     *
     * @param clientId shown in the brokers' log
     */
    public FencedSender(KafkaConfig kafka, MutualTls tls, String clientId) {
        this.bootstrap = kafka.bootstrap();
        this.tls = tls;
        this.clientId = clientId;
        tls.onChange(onIdentity);
    }

    @Override
    public void exclude() throws StepUnavailable {
        // New clients take over the new identity; open connections would keep the old one for ever (kafka-facts.md
        // 2.1).
        if (identityChanged.getAndSet(false)) {
            release();
        }
        if (producer.isPresent()) {
            return;
        }
        Producer<byte[], byte[]> fresh =
                new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
        producer = Optional.of(fresh);
        try {
            fresh.initTransactions();
        } catch (KafkaException failure) {
            release();
            throw new StepUnavailable("the brokers do not let the relay begin: " + failure, failure);
        }
    }

    @Override
    public void send(List<Outbound> outbounds) throws StepUnavailable {
        Producer<byte[], byte[]> excluding =
                producer.orElseThrow(() -> new IllegalStateException("nobody is excluded yet"));
        try {
            excluding.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Outbound outbound : outbounds) {
                sent.add(excluding.send(record(outbound)));
            }
            // The commit would fail as well, but say less about the cause.
            for (Future<RecordMetadata> one : sent) {
                one.get(CALL_MILLIS, TimeUnit.MILLISECONDS);
            }
            excluding.commitTransaction();
        } catch (ExecutionException refused) {
            throw failed(refused.getCause());
        } catch (TimeoutException | KafkaException failure) {
            throw failed(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(interrupted);
        }
    }

    /** Fenced, out of reach or refused: only a new look at the outbox under a new epoch is right, which ends what is open. */
    private StepUnavailable failed(Throwable failure) {
        release();
        return new StepUnavailable("not published: " + failure, failure);
    }

    @Override
    public void release() {
        Optional<Producer<byte[], byte[]>> former = producer;
        producer = Optional.empty();
        former.ifPresent(this::close);
    }

    @Override
    public void close() {
        tls.removeListener(onIdentity);
        release();
    }

    private void identityChanged() {
        identityChanged.set(true);
    }

    private void close(Producer<byte[], byte[]> former) {
        try {
            former.close(CLOSE);
        } catch (KafkaException failure) {
            LOG.warn("the relay's producer did not close in order: {}", failure.toString());
        }
    }

    private static ProducerRecord<byte[], byte[]> record(Outbound outbound) {
        return new ProducerRecord<>(
                outbound.topic().wireName(),
                outbound.partition(),
                outbound.key().getBytes(StandardCharsets.UTF_8),
                outbound.event().bytes());
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(KafkaTls.settings(tls));
        settings.put("bootstrap.servers", bootstrap);
        settings.put("client.id", clientId);
        settings.put("transactional.id", TRANSACTIONAL_ID);
        settings.put("transaction.timeout.ms", TRANSACTION_MILLIS);
        settings.put("acks", "all");
        settings.put("linger.ms", 0);
        settings.put("request.timeout.ms", REQUEST_MILLIS);
        settings.put("max.block.ms", CALL_MILLIS);
        settings.put("delivery.timeout.ms", CALL_MILLIS);
        settings.put("socket.connection.setup.timeout.ms", REQUEST_MILLIS);
        settings.put("reconnect.backoff.max.ms", 1_000);
        settings.put("enable.metrics.push", false);
        // Names repeat within a batch; the log and the wire carry a third of the octets.
        settings.put("compression.type", "lz4");
        return settings;
    }
}
