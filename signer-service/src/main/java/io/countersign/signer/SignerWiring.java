package io.countersign.signer;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.hsm.Hsm;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.runtime.http.OpsServer;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.KafkaClients;
import io.countersign.runtime.kafka.KnownTopics;
import io.countersign.runtime.kafka.LoopInput;
import io.countersign.runtime.kafka.StepKillPoints;
import io.countersign.runtime.kafka.TopicLoop;
import io.countersign.runtime.kafka.TopicReplica;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.signer.core.Admit;
import io.countersign.signer.core.LogMemory;
import io.countersign.signer.core.PendingIntents;
import io.countersign.signer.core.ReceiptCheck;
import io.countersign.signer.core.RecentlyIssued;
import io.countersign.signer.core.Revoking;
import io.countersign.signer.core.RobotBudget;
import io.countersign.signer.core.SerialKeys;
import io.countersign.signer.core.Sign;
import io.countersign.signer.core.SteadyClock;
import io.countersign.signer.core.TrustState;
import io.countersign.signer.core.Verdicts;
import io.countersign.signer.files.CrlDirectory;
import io.countersign.signer.files.HeadFile;
import io.countersign.signer.files.SpoolDirectory;
import io.countersign.signer.hsm.HsmToken;
import io.countersign.signer.hsm.WorkerThreads;
import io.countersign.signer.kafka.AdmitStep;
import io.countersign.signer.kafka.CheckpointFeed;
import io.countersign.signer.kafka.CrlFeed;
import io.countersign.signer.kafka.RevocationDesk;
import io.countersign.signer.kafka.SignStep;
import io.countersign.signer.kafka.TrustFeed;
import io.countersign.signer.ops.CrlMeters;
import io.countersign.signer.ops.LogMeters;
import io.countersign.signer.ops.SignerMeters;
import io.countersign.signer.ops.TrustMeters;
import io.countersign.x509.IssuerCertificate;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Puts the signer together: leaves, core, loops, ops port. */
final class SignerWiring {
    /** About a minute of signing at full speed; correctness needs none of it. */
    private static final int REMEMBERED_CERTIFICATES = 2_000;

    private SignerWiring() {}

    /** Only a test main passes kill points other than {@link StepKillPoints#NONE}. */
    static void wire(SignerConfig config, ServiceLife life, StepKillPoints killPoints) throws Exception {
        InstantSource wall = InstantSource.system();
        TrustDocument trust = PinnedTrust.document(config.trust());
        SteadyClock clock =
                new SteadyClock(wall, System::nanoTime, trust.content().issued());
        List<TrustedIssuer> pinned = PinnedTrust.issuers(config.issuers(), trust);
        List<IssuerCertificate> issuers =
                pinned.stream().map(TrustedIssuer::certificate).toList();
        MutualTls tls = life.closing("identity", MutualTls.open(config.identity()));

        Hsm hsm = life.closing("hsm", Hsm.open(config.token().toTokenConfig()));
        HsmToken token =
                HsmToken.open(hsm, config.token().serialSecret(), config.token().deadline(), issuers);
        SerialKeys serials = new SerialKeys(token);
        WorkerThreads workers = life.closing(
                "workers", new WorkerThreads("signer-worker", config.token().concurrency()));
        PendingIntents pending =
                new PendingIntents(config.pending().most(), config.pending().longest());
        SignerMeters meters = new SignerMeters(life, hsm, pending);

        String instance = ServiceName.SIGNER.wireName() + "-" + config.ordinal();
        KafkaClients clients = new KafkaClients(config.kafka(), tls, instance);
        KnownTopics topics = new KnownTopics();
        DeadLetters deadLetters = new DeadLetters(ServiceName.SIGNER, wall, topics);
        TrustState believed = new TrustState(
                trust, SpoolDirectory.open(config.spool(), System::nanoTime), clock, new TrustMeters(life.metrics()));
        TopicReplica trustTopic = life.closing("trust", new TopicReplica(clients, Topic.TRUST, topics));
        TrustFeed feed = new TrustFeed(believed, trustTopic, deadLetters);
        Revoking revoking = Revoking.of(
                believed::view,
                pinned,
                CrlDirectory.open(config.spool(), System::nanoTime),
                token,
                clock,
                new CrlMeters(life, pinned));
        TopicReplica crlTopic = life.closing(
                "crls",
                TopicReplica.ofKeys(clients, Topic.CERTIFICATES, revoking.book().keys(), CrlFeed.WINDOW, topics, wall));
        RevocationDesk revocations = new RevocationDesk(
                revoking, new CrlFeed(revoking.book(), crlTopic, deadLetters, topics), feed, deadLetters, meters);
        LogMeters logMeters = new LogMeters(life.metrics());
        LogMemory known = new LogMemory(new HeadFile(config.spool()), logMeters);
        TopicReplica checkpoints = life.closing(
                "checkpoints",
                TopicReplica.ofKeys(
                        clients, Topic.CHECKPOINTS, Set.of(trust.log().origin()), CheckpointFeed.WINDOW, topics, wall));
        CheckpointFeed log = new CheckpointFeed(known, checkpoints, believed::view, deadLetters, clock, logMeters);
        Verdicts verdicts = new Verdicts(believed::view, serials, issuers, revoking.book()::isRevoked);
        RobotBudget budget = new RobotBudget();
        AdmitStep admit = new AdmitStep(
                new Admit(verdicts, budget, clock), workers, pending, feed, deadLetters, meters, clock, revocations);
        Sign signing = new Sign(verdicts, token, clock);
        SignStep sign = new SignStep(
                signing,
                new ReceiptCheck(signing, known),
                workers,
                pending,
                new RecentlyIssued(REMEMBERED_CERTIFICATES),
                feed,
                log,
                deadLetters,
                meters,
                revocations,
                instance);
        String prefix = ServiceName.SIGNER.transactionalIdPrefix();
        List<LoopInput> inputs = List.of(
                new LoopInput(Topic.APPROVALS, prefix + "admit." + config.ordinal(), admit, LoopInput.Start.COMMITTED),
                new LoopInput(Topic.RECEIPTS, prefix + "sign." + config.ordinal(), sign, LoopInput.Start.COMMITTED));

        Vertx vertx = Vertx.vertx();
        life.closing("vertx", () -> vertx.close().await());
        life.add("ops", new OpsServer(vertx, tls, config.ops(), life, wall));
        life.add(
                "loop",
                new TopicLoop(
                        clients,
                        ServiceName.SIGNER,
                        config.ordinal(),
                        inputs,
                        topics,
                        deadLetters,
                        life,
                        killPoints,
                        System::nanoTime));
    }
}
