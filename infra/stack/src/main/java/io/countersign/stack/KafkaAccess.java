package io.countersign.stack;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** How one identity reaches a broker: properties for clients of one's own, and ready-made clients (string key, bytes). */
public final class KafkaAccess {
    private final Map<String, Object> connection;

    private KafkaAccess(Map<String, Object> connection) {
        this.connection = Map.copyOf(connection);
    }

    public static KafkaAccess mutualTls(String bootstrap, Identity identity) {
        KafkaAccess access = withoutCertificate(bootstrap, identity);
        Map<String, Object> properties = access.properties();
        properties.put("ssl.keystore.type", "PEM");
        // Values, not paths: Kafka wants key and chain in one file, we keep them in two.
        properties.put("ssl.keystore.key", identity.keyPem());
        properties.put("ssl.keystore.certificate.chain", identity.certPem());
        return new KafkaAccess(properties);
    }

    /** TLS that trusts the broker and shows no certificate: what a mutual-TLS listener has to refuse. */
    public static KafkaAccess withoutCertificate(String bootstrap, Identity trust) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("security.protocol", "SSL");
        properties.put("ssl.enabled.protocols", "TLSv1.3");
        properties.put("ssl.protocol", "TLSv1.3");
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.certificates", trust.caPem());
        return new KafkaAccess(properties);
    }

    /** No TLS at all: the container of {@link KafkaMode#DOCKER}, or an attempt that has to fail. */
    public static KafkaAccess plaintext(String bootstrap) {
        return new KafkaAccess(Map.of("bootstrap.servers", bootstrap, "security.protocol", "PLAINTEXT"));
    }

    /** A new map; add to it and give it to any Kafka client. */
    public Map<String, Object> properties() {
        return new HashMap<>(connection);
    }

    public Admin admin() {
        return Admin.create(properties());
    }

    /** Idempotent, {@code acks=all}; {@code extra} wins, for example a {@code transactional.id}. */
    public Producer<String, byte[]> producer(Map<String, Object> extra) {
        Map<String, Object> properties = properties();
        properties.put("acks", "all");
        properties.putAll(extra);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    public Producer<String, byte[]> producer() {
        return producer(Map.of());
    }

    /** Reads committed records from the beginning, commits nothing by itself; {@code extra} wins. */
    public Consumer<String, byte[]> consumer(Map<String, Object> extra) {
        Map<String, Object> properties = properties();
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("isolation.level", "read_committed");
        properties.putAll(extra);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A consumer in {@code group}. */
    public Consumer<String, byte[]> consumer(String group) {
        return consumer(Map.of("group.id", group));
    }
}
