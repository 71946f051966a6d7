package io.countersign.contracts;

import static io.countersign.contracts.ServiceName.AUDIT;
import static io.countersign.contracts.ServiceName.REGISTRY;
import static io.countersign.contracts.ServiceName.SIGNER;
import static io.countersign.contracts.ServiceName.WATCHER;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every topic: who writes, who reads, how long it keeps, how it is keyed. Topics, ACLs, the AsyncAPI document and the topic
 * pages are made from this table; nothing else names a topic.
 */
public enum Topic {
    APPROVALS(
            "approvals",
            "Orders that reached the number of persons their profile asks for; believed only by their signatures.",
            "lineage, or issuer",
            Kind.ORDER,
            Set.of(REGISTRY),
            Set.of(SIGNER, AUDIT),
            Partitions.BY_LINEAGE,
            Duration.ofDays(14)),
    INTENTS(
            "intents",
            "What the signer is about to sign. Nothing is signed before the log holds its intent.",
            "lineage, or issuer",
            Kind.FACT,
            Set.of(SIGNER),
            Set.of(AUDIT),
            Partitions.BY_LINEAGE,
            Duration.ofDays(14)),
    RECEIPTS(
            "receipts",
            "Proof that an intent is in the audit log under a signed checkpoint.",
            "lineage, or issuer",
            Kind.FACT,
            Set.of(AUDIT),
            Set.of(SIGNER),
            Partitions.BY_LINEAGE,
            Duration.ofDays(14)),
    CERTIFICATES(
            "certificates",
            "Outcomes of orders: certificates issued, orders refused, intents lapsed, CRLs published.",
            "lineage, or issuer",
            Kind.FACT,
            Set.of(SIGNER),
            Set.of(REGISTRY, AUDIT, SIGNER),
            Partitions.BY_LINEAGE,
            Duration.ofDays(14)),
    LIFECYCLE(
            "lifecycle",
            "What happened around a certificate: submitted, rejected, denied, observed, installed, served, rolled back.",
            "lineage",
            Kind.FACT,
            Set.of(REGISTRY),
            Set.of(AUDIT),
            Partitions.BY_LINEAGE,
            Duration.ofDays(14)),
    INVENTORY(
            "inventory",
            "The latest state of each lineage: newest issued, installed and served certificate.",
            "lineage",
            Kind.TABLE,
            Set.of(REGISTRY),
            Set.of(WATCHER),
            Partitions.BY_LINEAGE,
            Duration.ZERO),
    TRUST(
            "trust",
            "Trust document versions and stops; believed only by their signatures.",
            "document version or stop",
            Kind.TABLE,
            Set.of(REGISTRY),
            Set.of(SIGNER, AUDIT),
            1,
            Duration.ZERO),
    RENEWALS(
            "renewals",
            "Renewals that are due or late, certificates that expire soon or have expired.",
            "lineage",
            Kind.FACT,
            Set.of(WATCHER),
            Set.of(REGISTRY, AUDIT),
            Partitions.BY_LINEAGE,
            Duration.ofDays(14)),
    CHECKPOINTS(
            "checkpoints",
            "Signed heads of the audit log, each with proof that it continues the one before.",
            "log origin",
            Kind.FACT,
            Set.of(AUDIT),
            Set.of(SIGNER),
            1,
            Duration.ofDays(2)),
    DEAD_LETTERS(
            "dead-letters",
            "Records a service could not read or verify, with their position and a bounded excerpt.",
            "topic/partition/offset",
            Kind.FACT,
            Set.of(REGISTRY, SIGNER, WATCHER, AUDIT),
            Set.of(AUDIT),
            3,
            Duration.ofDays(30));

    /** How a topic's records are meant, and so how strictly they are read. */
    public enum Kind {
        /** Says what must be done; an unknown field is a refusal. */
        ORDER,
        /** Says what happened; an unknown field is ignored. */
        FACT,
        /** Latest state by key (compacted); an unknown field is ignored. */
        TABLE
    }

    /** Fixed for ever: a lineage must stay in its partition, or its order is lost. */
    private static final class Partitions {
        static final int BY_LINEAGE = 12;
    }

    public static final String PREFIX = "countersign.";

    private final String wireName;
    private final String purpose;
    private final String key;
    private final Kind kind;
    private final Set<ServiceName> writers;
    private final Set<ServiceName> readers;
    private final int partitions;
    private final Duration retention;

    Topic(
            String name,
            String purpose,
            String key,
            Kind kind,
            Set<ServiceName> writers,
            Set<ServiceName> readers,
            int partitions,
            Duration retention) {
        this.wireName = PREFIX + name;
        this.purpose = purpose;
        this.key = key;
        this.kind = kind;
        this.writers = Set.copyOf(writers);
        this.readers = Set.copyOf(readers);
        this.partitions = partitions;
        this.retention = retention;
    }

    public String wireName() {
        return wireName;
    }

    public String purpose() {
        return purpose;
    }

    /** What the record key is, in words. */
    public String key() {
        return key;
    }

    public Kind kind() {
        return kind;
    }

    /** Exactly one service, except for dead letters. */
    public Set<ServiceName> writers() {
        return writers;
    }

    public Set<ServiceName> readers() {
        return readers;
    }

    public int partitions() {
        return partitions;
    }

    /** How long records are kept; zero for a table, which is compacted instead. */
    public Duration retention() {
        return retention;
    }

    public List<EventType> eventTypes() {
        return Arrays.stream(EventType.values())
                .filter(type -> type.topic().filter(this::equals).isPresent())
                .toList();
    }

    public static Optional<Topic> of(String wireName) {
        return Arrays.stream(values())
                .filter(topic -> topic.wireName.equals(wireName))
                .findFirst();
    }
}
