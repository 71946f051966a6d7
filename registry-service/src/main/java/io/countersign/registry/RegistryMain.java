package io.countersign.registry;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.orders.TrustDocument;
import io.countersign.registry.audit.AuditRest;
import io.countersign.registry.audit.LogCover;
import io.countersign.registry.audit.OutboxPruning;
import io.countersign.registry.audit.TrustLogging;
import io.countersign.registry.core.FirstCertificates;
import io.countersign.registry.core.Outcomes;
import io.countersign.registry.core.Resubmission;
import io.countersign.registry.core.RevocationRetries;
import io.countersign.registry.core.Transactions;
import io.countersign.registry.core.TranscriptException;
import io.countersign.registry.core.TrustAnnouncement;
import io.countersign.registry.core.TrustBoard;
import io.countersign.registry.core.TrustDesk;
import io.countersign.registry.http.RegistryServer;
import io.countersign.registry.kafka.FencedSender;
import io.countersign.registry.kafka.OutboxRelay;
import io.countersign.registry.kafka.Projection;
import io.countersign.registry.postgres.Database;
import io.countersign.registry.postgres.DatabaseConfig;
import io.countersign.registry.postgres.OutboxQueue;
import io.countersign.registry.postgres.PostgresTransactions;
import io.countersign.registry.postgres.SentEvents;
import io.countersign.runtime.config.ServiceCommand;
import io.countersign.runtime.http.OpsServer;
import io.countersign.runtime.kafka.KafkaClients;
import io.countersign.runtime.kafka.KnownTopics;
import io.countersign.runtime.kafka.TopicTail;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the registry-service. */
public final class RegistryMain {
    /** How long another registry's stops and trust versions may be unknown here. */
    private static final Duration REFRESH_EVERY = Duration.ofSeconds(1);

    private static final Duration LOG_TRUST_EVERY = Duration.ofSeconds(1);
    private static final Duration RESUBMIT_EVERY = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(RegistryMain.class);

    private RegistryMain() {}

    public static void main(String[] args) {
        System.exit(
                ServiceCommand.run(ServiceName.REGISTRY.wireName(), args, RegistryConfig.class, RegistryMain::wire));
    }

    static void wire(RegistryConfig config, ServiceLife life) throws Exception {
        InstantSource clock = InstantSource.system();
        byte[] trustFile = Files.readAllBytes(config.trust().file());
        TrustDocument trust = TrustDocument.open(trustFile, config.trust().pin());
        TrustBoard board = new TrustBoard(trust, clock);
        MutualTls tls = life.closing("identity", MutualTls.open(config.identity()));
        Vertx vertx = life.closing("vertx", new ClosingVertx()).vertx();
        life.add("ops", new OpsServer(vertx, tls, config.ops(), life, clock));

        config.database().owner().ifPresent(owner -> life.add("migrations", migrations(config.database(), owner)));
        HikariDataSource pool = life.closing("database", Database.pool(config.database(), tls));

        String clientId =
                ServiceName.REGISTRY.wireName() + "@" + ProcessHandle.current().pid();
        KafkaClients clients = new KafkaClients(config.kafka(), tls, clientId);
        // With a log to ask, nothing goes by its age alone.
        Optional<Duration> keepSent = config.audit().isPresent()
                ? Optional.empty()
                : Optional.of(config.outbox().keepSent());
        OutboxRelay relay = new OutboxRelay(
                new OutboxQueue(pool),
                new FencedSender(config.kafka(), tls, clientId + "/outbox"),
                keepSent,
                clock,
                life);
        Transactions transactions = new PostgresTransactions(pool, relay::wake);
        life.add("outbox", relay);
        config.audit().ifPresent(audit -> {
            AuditRest rest = life.closing("audit", new AuditRest(audit.url(), tls));
            LogCover log = new LogCover(() -> board.get().document().log(), rest);
            TrustLogging logging = new TrustLogging(new TrustDesk(board, transactions, clock), log, life.metrics());
            life.add("trust-logging", new Rounds("trust-logging", LOG_TRUST_EVERY, logging::prove, life));
            life.add("pruning", new OutboxPruning(new SentEvents(pool), log, relay::leads, audit.every(), clock, life));
        });
        TrustAnnouncement announcement = new TrustAnnouncement(trust, Bytes.of(trustFile), transactions, clock);
        life.add("trust", starting(() -> announce(announcement)));
        life.add("trust-board", new Rounds("trust-board", REFRESH_EVERY, () -> board.refresh(transactions), life));
        life.metrics()
                .gauge("countersign_trust_version", "Version of the trust document in force here.", () -> board.get()
                        .document()
                        .version());
        life.metrics().gauge("countersign_stops_in_force", "Things that are stopped.", () -> board.get()
                .stops()
                .inForce()
                .size());
        Resubmission again = new Resubmission(transactions, clock);
        Counter resubmitted = life.metrics()
                .counter(
                        "countersign_registry_resubmitted_items_total",
                        "Items submitted to the signer again, because it refused them for the moment.");
        life.add(
                "resubmission",
                new Rounds("resubmission", RESUBMIT_EVERY, () -> resubmitted.increment(again.submit()), life));
        retryRevocations(transactions, clock, life);
        FirstCertificates first = new FirstCertificates(trust, config.trust().pin(), transactions);
        config.transcript().ifPresent(file -> life.add("ceremony", starting(() -> takeIn(first, file))));
        life.add(
                "projection",
                new TopicTail(
                        clients,
                        "projection",
                        Projection.TOPICS,
                        new Projection(transactions, new Outcomes(board, new ToldCrlAlarms(life.metrics())), clock),
                        new KnownTopics(),
                        life));
        life.add(
                "api",
                new RegistryServer(
                        vertx,
                        tls,
                        config.api(),
                        config.workers().threads(),
                        config.workers().queue(),
                        board,
                        transactions,
                        clock,
                        life.metrics()));
    }

    private static void retryRevocations(Transactions transactions, InstantSource clock, ServiceLife life) {
        RevocationRetries retries = new RevocationRetries(transactions, clock);
        Counter again = life.metrics()
                .counter(
                        "countersign_registry_resubmitted_revocations_total",
                        "Revoke orders submitted to the signer again, because no CRL lists them yet.");
        AtomicLong waiting = new AtomicLong();
        life.metrics()
                .gauge(
                        "countersign_registry_revocations_waiting",
                        "Revoke orders with all their signatures that no CRL carries out yet; at the last look.",
                        waiting::get);
        life.add(
                "revocation-retries",
                new Rounds(
                        "revocation-retries",
                        RESUBMIT_EVERY,
                        () -> {
                            RevocationRetries.Round round = retries.submit();
                            again.increment(round.submitted());
                            waiting.set(round.waiting());
                        },
                        life));
    }

    private static Part migrations(DatabaseConfig database, DatabaseConfig.Owner owner) {
        return starting(() -> {
            try (MutualTls ownerTls = MutualTls.open(owner.identity())) {
                Database.migrate(database, owner, ownerTls);
            }
        });
    }

    private static void announce(TrustAnnouncement announcement) throws RefusedException {
        if (!announcement.tell()) {
            // Everybody has it as a pinned file; only who follows the topic alone misses it.
            LOG.error("the trust document is too large for an event and is not on the topic trust");
        }
    }

    private static void takeIn(FirstCertificates first, Path transcript)
            throws IOException, TranscriptException, RefusedException {
        int news = first.take(Json.STRICT.readValue(Files.readAllBytes(transcript), CeremonyHeld.class));
        if (news > 0) {
            LOG.info("took {} first certificates from the key ceremony into the inventory", news);
        }
    }

    /** Something done once at the start. */
    @FunctionalInterface
    private interface Act {
        void run() throws Exception;
    }

    private static Part starting(Act act) {
        return new Part() {
            @Override
            public void start() throws Exception {
                act.run();
            }

            @Override
            public void stop(Duration deadline) {
                // Done long ago.
            }
        };
    }

    /** Vert.x closes asynchronously; the life of a service waits. */
    private record ClosingVertx(Vertx vertx) implements AutoCloseable {
        ClosingVertx() {
            this(Vertx.vertx());
        }

        @Override
        public void close() {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
