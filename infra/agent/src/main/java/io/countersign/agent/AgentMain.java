package io.countersign.agent;

import io.countersign.agent.AgentConfig.ConfigException;
import io.countersign.agent.Rotation.Surroundings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the agent of one node. */
public final class AgentMain {
    private static final Logger LOG = LoggerFactory.getLogger(AgentMain.class);

    private static final String USAGE =
            """
            usage: agent --config FILE [--check-config]

            Rotates the certificates that FILE lists: new key and request, approval through the registry, atomic
            installation, proof that the new certificate is served, and back to the previous files if it is not.
            Keeps the CRLs that FILE lists: verified, never an older one, never one that forgets.

              --config FILE    YAML, owned by root
              --check-config   reads FILE and the trust document, says what is wrong with them, and ends

            example: agent --config /etc/countersign/agent.yaml, with

              server: https://registry.example:8443
              identity: /etc/countersign/identity        # key.pem, cert.pem, ca.pem
              trust: {file: /etc/countersign/trust.json, sha256: 64 hex digits from the ceremony}
              cluster: demo
              node: cp-1
              state: /var/lib/countersign-agent
              poll: PT30S                                # optional, as is retryAfter: PT10M
              lineages:
                - lineage: demo/etcd-server/cp-1
                  certificate: /etc/kubernetes/pki/etcd/server.crt
                  key: /etc/kubernetes/pki/etcd/server.key
                  # optional: profile, certificateMode, keyMode, owner, group, keyAlgorithm (ec-p256, rsa-2048),
                  # lifetime, names {cn, o, dns, ip, uri}, reload {command: [program, argument], within}
                  probe: {host: 127.0.0.1, port: 2379}   # optional: serverName, identity, within
              crls:                                      # optional: what etcd's --client-crl-file and --peer-crl-file name
                - issuer: etcd-ca
                  file: /etc/kubernetes/pki/etcd/ca.crl
                  # optional: encoding (DER, or PEM before etcd 3.6), mode, owner, group
              crlEvery: PT1M                             # optional: time between two looks for newer ones
              crlStatus: /var/lib/node_exporter/countersign.prom   # optional: number and age of the CRLs in place
            """;

    private AgentMain() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> args) {
        if (args.contains("--help")) {
            System.out.print(USAGE);
            return 0;
        }
        boolean checkOnly = args.contains("--check-config");
        List<String> rest =
                args.stream().filter(arg -> !arg.equals("--check-config")).toList();
        if (rest.size() != 2 || !rest.get(0).equals("--config")) {
            System.err.print(USAGE);
            return 2;
        }
        try {
            AgentConfig config = AgentConfig.read(Path.of(rest.get(1)));
            AgentTrust trust = AgentTrust.open(
                    config.trust(), config.state(), Clock.systemUTC().instant());
            PinnedIssuers issuers = new PinnedIssuers(trust::current);
            if (checkOnly) {
                check(config, issuers);
                System.out.println("ok: " + config.lineages().size() + " lineages and "
                        + config.crls().size() + " CRLs of node " + config.node());
                return 0;
            }
            serve(config, trust, issuers);
            return 0;
        } catch (ConfigException | IOException e) {
            LOG.error("the agent cannot run: {}", e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Every lineage has its profile and its CA, every CRL its CA. */
    private static void check(AgentConfig config, PinnedIssuers issuers) throws IOException {
        for (ManagedLineage managed : config.lineages()) {
            issuers.issuerOf(managed);
        }
        for (ManagedCrl managed : config.crls()) {
            issuers.requireCrl(config.cluster(), managed);
        }
    }

    private static void serve(AgentConfig config, AgentTrust trust, PinnedIssuers issuers)
            throws IOException, InterruptedException {
        Files.createDirectories(
                config.state(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (FileChannel channel = FileChannel.open(
                        config.state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new IOException("another agent already works in " + config.state());
            }
            Registry registry = new HttpRegistry(config.server(), config.node(), new ClientIdentity(config.identity()));
            // First, because what the configuration names may be as new as the version that lists it.
            trust.followIfDue(registry, Clock.systemUTC().instant());
            check(config, issuers);
            run(agent(config, trust, issuers, registry));
        }
    }

    private static NodeAgent agent(AgentConfig config, AgentTrust trust, PinnedIssuers issuers, Registry registry)
            throws IOException {
        Surroundings surroundings = new Surroundings(
                Clock.systemUTC(),
                new SecureRandom(),
                duration -> TimeUnit.MILLISECONDS.sleep(duration.toMillis()),
                StepHook.NONE);
        List<Rotation> rotations = new ArrayList<>();
        for (ManagedLineage managed : config.lineages()) {
            LineageTrust lineageTrust = issuers.of(managed);
            rotations.add(new Rotation(
                    managed,
                    lineageTrust,
                    new Redeemer(managed, lineageTrust, surroundings.random()),
                    registry,
                    SagaStore.open(config.state(), managed.lineage()),
                    managed.probe().map(TlsProbe::new),
                    config.retryAfterOrDefault(),
                    surroundings));
        }
        return new NodeAgent(
                rotations, registry, trust, crls(config, issuers, registry), config.pollOrDefault(), surroundings);
    }

    private static CrlRound crls(AgentConfig config, PinnedIssuers issuers, Registry registry) throws IOException {
        CrlMemory memory = CrlMemory.open(config.state());
        return new CrlRound(
                config.crls().stream()
                        .map(managed -> new CrlWatch(managed, config.cluster(), registry, memory))
                        .toList(),
                config.cluster(),
                issuers::trust,
                config.crlEveryOrDefault(),
                config.crlStatus().map(CrlStatus::new));
    }

    /** Until SIGTERM. An interrupted step is a crash like any other: the state file knows where to go on. */
    private static void run(NodeAgent agent) throws InterruptedException {
        Thread loop = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            agent.stop();
                            loop.interrupt();
                            try {
                                if (!ended.await(5, TimeUnit.SECONDS)) {
                                    LOG.warn("the loop did not end in time");
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "agent-stop"));
        LOG.info("agent started");
        try {
            agent.run();
        } catch (InterruptedException e) {
            LOG.info("agent stopped");
        } finally {
            ended.countDown();
        }
    }
}
