package io.countersign.stack;

import org.testcontainers.kafka.KafkaContainer;

/** Testcontainers' Kafka: plaintext, no ACLs, so never for a security test. */
public final class ContainerBroker implements AutoCloseable {
    /** The same version as the jars of the forked broker. */
    private static final String IMAGE = "apache/kafka:4.4.0";

    private final KafkaContainer container = new KafkaContainer(IMAGE);

    public ContainerBroker() {
        container.start();
    }

    public KafkaAccess access() {
        return KafkaAccess.plaintext(container.getBootstrapServers());
    }

    @Override
    public void close() {
        container.close();
    }
}
