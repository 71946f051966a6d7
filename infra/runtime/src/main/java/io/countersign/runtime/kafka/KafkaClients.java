package io.countersign.runtime.kafka;

import io.countersign.runtime.tls.KafkaTls;
import io.countersign.runtime.tls.MutualTls;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes Kafka clients with the one shared identity and with every wait bounded. The broker sees {@code client.id} in its log, so
 * that a second holder of an ordinal can be named.
 */
public final class KafkaClients {
    /** One request; several fit into {@link #API_MILLIS}. */
    private static final int REQUEST_MILLIS = 5_000;
    /** A whole call of a client, with its retries. Below the transaction timeout of 15 s. */
    static final int API_MILLIS = 12_000;

    private final String bootstrap;
    private final MutualTls tls;
    private final String clientId;

    /**
     * Clients of one identity.
     *
     * @param name of this process among its kind, for example {@code signer-service-0}
     */
    public KafkaClients(KafkaConfig config, MutualTls tls, String name) {
        this.bootstrap = config.bootstrap();
        this.tls = tls;
        this.clientId = ProcessName.here(name).toString();
    }

    String clientId() {
        return clientId;
    }

    MutualTls tls() {
        return tls;
    }

    Consumer<byte[], byte[]> consumer(Map<String, Object> extra) {
        Map<String, Object> settings = common();
        settings.put("enable.auto.commit", false);
        settings.put("isolation.level", "read_committed");
        settings.put("allow.auto.create.topics", false);
        settings.put("max.poll.records", 500);
        settings.put("default.api.timeout.ms", API_MILLIS);
        settings.putAll(extra);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Producer<byte[], byte[]> producer(Map<String, Object> extra) {
        Map<String, Object> settings = common();
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("linger.ms", 0);
        settings.put("max.block.ms", API_MILLIS);
        settings.put("delivery.timeout.ms", API_MILLIS);
        // Certificates and names repeat within a batch; the log and the wire carry a third of the octets.
        settings.put("compression.type", "lz4");
        settings.putAll(extra);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        Map<String, Object> settings = common();
        settings.put("default.api.timeout.ms", API_MILLIS);
        return Admin.create(settings);
    }

    private Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>(KafkaTls.settings(tls));
        settings.put("bootstrap.servers", bootstrap);
        settings.put("client.id", clientId);
        settings.put("request.timeout.ms", REQUEST_MILLIS);
        settings.put("socket.connection.setup.timeout.ms", REQUEST_MILLIS);
        settings.put("enable.metrics.push", false);
        settings.put("reconnect.backoff.max.ms", 1_000);
        return settings;
    }
}
