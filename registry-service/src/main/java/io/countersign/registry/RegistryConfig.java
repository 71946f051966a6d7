package io.countersign.registry;

import io.countersign.registry.audit.AuditConfig;
import io.countersign.registry.postgres.DatabaseConfig;
import io.countersign.runtime.config.Setting;
import io.countersign.runtime.config.TrustPin;
import io.countersign.runtime.http.HttpsConfig;
import io.countersign.runtime.kafka.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Configuration of the registry-service. */
public record RegistryConfig(
        @Setting(doc = "Folder of this service's identity: key.pem, cert.pem, ca.pem; read again when it changes")
                Path identity,
        @Setting(doc = "The root of trust") TrustPin trust,
        @Setting(
                        doc =
                                "The key ceremony's transcript.json, whose first certificates the inventory takes in once; may be"
                                        + " left out afterwards, and must be once officers who signed it have left the trust document")
                Optional<Path> transcript,
        @Setting(doc = "Brokers") KafkaConfig kafka,
        @Setting(doc = "Database") DatabaseConfig database,
        @Setting(doc = "REST port for people, agents and services") HttpsConfig api,
        @Setting(doc = "Operators' port") HttpsConfig ops,
        @Setting(doc = "Worker threads for requests; beyond threads and queue callers get 503") Workers workers,
        @Setting(doc = "Outbox") Outbox outbox,
        @Setting(
                        doc =
                                "The audit log, asked which sent events it holds: those leave the outbox, all others stay. Left out, they"
                                        + " leave after outbox.keepSent without a question")
                Optional<AuditConfig> audit) {

    /** Bounds of the work taken on at once. */
    public record Workers(
            @Setting(doc = "Threads; each may hold one database connection", byDefault = "6") int threads,
            @Setting(doc = "Requests that may wait for a thread", byDefault = "200") int queue) {
        public Workers {
            if (threads < 1 || queue < 1) {
                throw new IllegalArgumentException("threads and queue must be 1 or more");
            }
        }
    }

    /** How events leave. */
    public record Outbox(
            @Setting(
                            doc =
                                    "Without audit: how long sent events are kept; must cover the time until the audit log holds"
                                            + " them. With audit: unused",
                            byDefault = "14d")
                    Duration keepSent) {
        public Outbox {
            if (keepSent.compareTo(Duration.ofHours(1)) < 0) {
                throw new IllegalArgumentException("keepSent must be 1h or more");
            }
        }
    }
}
