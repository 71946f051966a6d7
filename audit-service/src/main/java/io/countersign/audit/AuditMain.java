package io.countersign.audit;

import io.countersign.audit.core.AuditLog;
import io.countersign.audit.core.FirstLeaf;
import io.countersign.audit.core.Genesis;
import io.countersign.audit.core.HeadSigner;
import io.countersign.audit.core.IssuerSignatures;
import io.countersign.audit.core.LogOperation;
import io.countersign.audit.core.Receipts;
import io.countersign.audit.core.TrustVersions;
import io.countersign.audit.hsm.TokenNoteSigners;
import io.countersign.audit.http.AuditApi;
import io.countersign.audit.kafka.EventTail;
import io.countersign.audit.kafka.KafkaAnnouncer;
import io.countersign.audit.kafka.TailMetrics;
import io.countersign.audit.postgres.Database;
import io.countersign.audit.postgres.PostgresHeadRegister;
import io.countersign.audit.postgres.PostgresLeafIndex;
import io.countersign.contracts.ServiceName;
import io.countersign.hsm.LogSigner;
import io.countersign.runtime.config.ServiceCommand;
import io.countersign.runtime.http.HttpsServer;
import io.countersign.runtime.http.OpsServer;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.EventProducer;
import io.countersign.runtime.kafka.KafkaClients;
import io.countersign.runtime.kafka.KnownTopics;
import io.countersign.runtime.kafka.TopicTail;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.FileTileStore;
import io.countersign.tlog.LogWriter;
import io.countersign.tlog.WriteProbe;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** The audit-service. */
public final class AuditMain {
    /** Its servers are closed before; this only ends threads. */
    private static final long VERTX_CLOSE = 5;

    private AuditMain() {}

    public static void main(String[] args) {
        System.exit(run(args, WriteProbe.NONE));
    }

    /** The probe is for test mains that stop the process at a chosen write; there is no switch for it. */
    static int run(String[] args, WriteProbe probe) {
        return ServiceCommand.run(
                ServiceName.AUDIT.wireName(), args, AuditConfig.class, (config, life) -> wire(config, life, probe));
    }

    private static void wire(AuditConfig config, ServiceLife life, WriteProbe probe) throws Exception {
        InstantSource clock = Clock.systemUTC();
        LogFiles ceremony = LogFiles.read(config.log());
        PinnedTrust trust = PinnedTrust.open(config.trust());
        trust.requireLog(config.log().origin(), ceremony.keys());
        CheckpointVerifier verifier = new CheckpointVerifier(config.log().origin(), ceremony.keys());
        MutualTls tls = life.closing("identity", MutualTls.open(config.identity()));
        Vertx vertx = Vertx.vertx();
        life.closing("vertx", (AutoCloseable)
                () -> vertx.close().toCompletionStage().toCompletableFuture().get(VERTX_CLOSE, TimeUnit.SECONDS));
        life.add("ops", new OpsServer(vertx, tls, config.ops(), life, clock));

        Database database = life.closing("database", Database.open(config.database(), tls));
        AuditMetrics meter = new AuditMetrics(life.metrics());
        TrustVersions versions = new TrustVersions(trust.document(), meter);
        LogWriter writer = life.closing("log", LogWriter.open(config.log().directory(), probe));
        AuditLog log = new AuditLog(writer, new PostgresLeafIndex(database.source()), versions, clock, meter);
        TokenNoteSigners token = life.closing(
                "token",
                new TokenNoteSigners(
                        () -> LogSigner.open(
                                config.token().toConfig(),
                                config.token().ed25519(),
                                config.token().p256(),
                                clock),
                        ceremony.keys()));
        KafkaClients kafka = new KafkaClients(config.kafka(), tls, config.instance());
        EventProducer producer = life.closing("producer", new EventProducer(kafka, "audit"));

        LogOperation operation = new LogOperation(
                log,
                new Genesis(ceremony.transcript(), new FirstLeaf(trust.document(), trust.pin()), clock),
                new PostgresHeadRegister(database.source(), config.log().origin(), config.instance()),
                new HeadSigner(verifier, token.signers()),
                new KafkaAnnouncer(producer),
                clock,
                meter);
        HeadLoop head = new HeadLoop(operation, life);
        KnownTopics topics = new KnownTopics();
        EventTail tail = new EventTail(
                log,
                new IssuerSignatures(versions),
                head::inOperation,
                new DeadLetters(ServiceName.AUDIT, clock, topics),
                producer,
                cause -> life.fail("log", cause),
                TailMetrics.in(life.metrics()));
        AuditApi api = life.closing(
                "readers",
                new AuditApi(
                        vertx,
                        config.http().allowlist(),
                        log,
                        new FileTileStore(writer.logDirectory()),
                        new Receipts(log, verifier),
                        head::published));
        gauges(life, log, head, token);
        life.add("log-head", head);
        life.add("http", new HttpsServer("http", vertx, tls, config.http(), api.router(vertx)));
        life.add("log-intake", new TopicTail(kafka, "log-intake", EventTail.inputs(), tail, topics, life));
    }

    private static void gauges(ServiceLife life, AuditLog log, HeadLoop head, TokenNoteSigners token) {
        life.metrics().gauge("countersign_audit_log_size", "Leaves in the log.", () -> log.head()
                .size());
        life.metrics()
                .gauge("countersign_audit_signed_size", "Leaves under the published checkpoint.", () -> head.published()
                        .map(published -> published.checkpoint().size())
                        .orElse(0L));
        life.metrics()
                .gauge("countersign_audit_token_signatures", "Signatures asked of the log token.", token::operations);
    }
}
