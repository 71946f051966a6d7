package io.countersign.contracts;

import java.util.Arrays;
import java.util.Optional;

/**
 * The four services. The wire name is at once the certificate's CN, the last part of its SPIFFE id, the Kafka principal, the
 * consumer group and the CloudEvents source, so one glance ties them together.
 */
public enum ServiceName {
    REGISTRY("registry-service"),
    SIGNER("signer-service"),
    WATCHER("expiry-watcher"),
    AUDIT("audit-service");

    private final String wireName;

    ServiceName(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** URI SAN of this service: {@code spiffe://<trust-domain>/countersign/<service>}. */
    public String spiffeId(String trustDomain) {
        return "spiffe://" + trustDomain + "/countersign/" + wireName;
    }

    /** CloudEvents {@code source} of what this service says. */
    public String source() {
        return "/countersign/" + wireName;
    }

    /** Kafka consumer group; also the prefix this service may use for groups. */
    public String group() {
        return wireName;
    }

    /** The only prefix of Kafka transactional ids this service may use, {@code signer.}, {@code registry.} and so on. */
    public String transactionalIdPrefix() {
        return (this == WATCHER ? "watcher" : wireName.substring(0, wireName.indexOf('-'))) + ".";
    }

    public static Optional<ServiceName> of(String wireName) {
        return Arrays.stream(values())
                .filter(service -> service.wireName.equals(wireName))
                .findFirst();
    }
}
