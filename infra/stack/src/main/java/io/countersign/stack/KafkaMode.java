package io.countersign.stack;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** Which broker serves the tests that do not care about security; those that do always get the forked one. */
public enum KafkaMode {
    /** Testcontainers' Kafka. */
    DOCKER,
    /** The forked broker of {@link Broker}. */
    EMBEDDED;

    /** Shown by tests that can run nowhere else. */
    public static final String NO_DOCKER = "no Docker engine";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaMode.class);

    /** System property {@code kafka.mode}: {@code docker}, {@code embedded}, or {@code auto} (the default). */
    public static KafkaMode chosen() {
        String asked = System.getProperty("kafka.mode", "auto").toLowerCase(Locale.ROOT);
        KafkaMode mode =
                switch (asked) {
                    case "docker" -> DOCKER;
                    case "embedded" -> EMBEDDED;
                    case "auto" -> dockerAnswers() ? DOCKER : EMBEDDED;
                    default -> throw new StackException("kafka.mode is auto, docker or embedded, not " + asked);
                };
        LOG.info("kafka.mode={} -> {}", asked, mode);
        return mode;
    }

    /** Asks the engine: a docker command may be installed without one. */
    public static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }
}
