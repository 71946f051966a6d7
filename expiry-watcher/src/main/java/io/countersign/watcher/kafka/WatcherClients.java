package io.countersign.watcher.kafka;

import io.countersign.contracts.ServiceName;
import io.countersign.runtime.tls.KafkaTls;
import io.countersign.runtime.tls.MutualTls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The clients of one watcher, with the shared identity and every wait bounded. */
final class WatcherClients {
    /** The broker forgets a dead instance after this (design 5). */
    static final int SESSION_MILLIS = 10_000;

    /** Tells two watchers of one process apart. */
    private static final AtomicInteger MADE = new AtomicInteger();

    private static final int TRANSACTION_MILLIS = 15_000;
    /** One request; several fit into {@link #CALL_MILLIS}. */
    private static final int REQUEST_MILLIS = 5_000;
    /** A whole call with its retries; below the transaction timeout. */
    static final int CALL_MILLIS = 12_000;

    private final String bootstrap;
    private final MutualTls tls;
    private final int ordinal;
    private final String clientId;

    WatcherClients(String bootstrap, MutualTls tls, int ordinal) {
        this.bootstrap = bootstrap;
        this.tls = tls;
        this.ordinal = ordinal;
        this.clientId = instance() + "." + MADE.incrementAndGet() + "@" + hostName() + ":"
                + ProcessHandle.current().pid();
    }

    /** Shown by the broker and to a second holder of the ordinal: who, which in its process, host, process. */
    String clientId() {
        return clientId;
    }

    MutualTls tls() {
        return tls;
    }

    /** Static member of the group. */
    String instance() {
        return ServiceName.WATCHER.wireName() + "-" + ordinal;
    }

    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = common();
        settings.put("group.id", ServiceName.WATCHER.group());
        settings.put("group.instance.id", instance());
        settings.put("partition.assignment.strategy", RangeAssignor.class.getName());
        settings.put("session.timeout.ms", SESSION_MILLIS);
        settings.put("heartbeat.interval.ms", SESSION_MILLIS / 4);
        settings.put("enable.auto.commit", false);
        settings.put("isolation.level", "read_committed");
        settings.put("allow.auto.create.topics", false);
        // Reading starts where the session says; a position the broker does not have ends the session.
        settings.put("auto.offset.reset", "none");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = common();
        settings.put("transactional.id", ServiceName.WATCHER.transactionalIdPrefix() + ordinal);
        settings.put("transaction.timeout.ms", TRANSACTION_MILLIS);
        settings.put("acks", "all");
        settings.put("linger.ms", 0);
        settings.put("max.block.ms", CALL_MILLIS);
        settings.put("delivery.timeout.ms", CALL_MILLIS);
        settings.put("compression.type", "lz4");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        return Admin.create(common());
    }

    private Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>(KafkaTls.settings(tls));
        settings.put("bootstrap.servers", bootstrap);
        settings.put("client.id", clientId);
        settings.put("request.timeout.ms", REQUEST_MILLIS);
        settings.put("default.api.timeout.ms", CALL_MILLIS);
        settings.put("socket.connection.setup.timeout.ms", REQUEST_MILLIS);
        settings.put("reconnect.backoff.max.ms", 1_000);
        settings.put("enable.metrics.push", false);
        return settings;
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
        } catch (UnknownHostException e) {
            return "unnamed-host";
        }
    }
}
