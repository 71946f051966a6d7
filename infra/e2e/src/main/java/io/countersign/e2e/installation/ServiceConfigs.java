package io.countersign.e2e.installation;

import io.countersign.contracts.Sha256;
import io.countersign.stack.FreePorts;
import io.countersign.stack.Identity;
import io.countersign.stack.Postgres;
import io.countersign.stack.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration file of each service, of the agent, and of each person's command, as an operator would write them. */
public final class ServiceConfigs {
    private static final String OPERATOR =
            "[requests:create, requests:read, orders:approve, certificates:read, grants:read, stops:read,"
                    + " revocations:read, crls:read]";
    private static final String APPROVER = "[requests:read, orders:approve, certificates:read, grants:approve,"
            + " grants:read, stops:order, stops:read, trust:publish, revocations:order, revocations:read, crls:read]";
    private static final String AGENT =
            "[agent:work, agent:report, agent:renew, requests:create, requests:read, certificates:read, crls:read]";
    private static final Map<String, String> MAINS = Map.of(
            "audit-service", "io.countersign.audit.AuditMain",
            "registry-service", "io.countersign.registry.RegistryMain",
            "signer-service", "io.countersign.signer.SignerMain",
            "expiry-watcher", "io.countersign.watcher.WatcherMain");

    private final Layout layout;
    private final Path module;
    private final String bootstrap;
    private final Postgres postgres;
    private final Map<String, Integer> opsPorts = new LinkedHashMap<>();
    private final int registryPort;
    private final int auditPort;

    ServiceConfigs(Layout layout, Path module, String bootstrap, Postgres postgres, FreePorts ports) {
        this.layout = layout;
        this.module = module;
        this.bootstrap = bootstrap;
        this.postgres = postgres;
        List<Integer> free = ports.find(6);
        int next = 0;
        for (String name : FirstKeys.SERVICES) {
            opsPorts.put(name, free.get(next++));
        }
        registryPort = free.get(next++);
        auditPort = free.get(next);
    }

    void write() {
        write("audit-service", audit());
        write("registry-service", registry());
        write("signer-service", signer());
        write("expiry-watcher", watcher());
        for (String person : FirstKeys.PERSONS) {
            write(layout.context(person), contextOf(person));
        }
    }

    /** What the signer continues when it revokes for the first time; a later CRL lies there under another name. */
    void copyFirstCrls() {
        for (List<String> issuer : List.of(List.of(Layout.CLUSTER, "etcd-ca"), List.of("countersign", "services"))) {
            Path crls = spool().resolve("crls");
            copy(layout.crl(issuer.get(0), issuer.get(1)), crls.resolve("first-" + issuer.get(1) + ".crl"));
        }
    }

    public Path spool() {
        return layout.service("signer-service").resolve("spool");
    }

    /** The program that makes the audit-service's tables, under the owner's own identity, and ends. */
    ServiceSpec auditMigration() {
        Path config = layout.service("audit-service").resolve("migrate.yaml");
        write(
                config,
                "identity: %s%ndatabase: {port: %d, role: audit_owner}%n"
                        .formatted(layout.identityFolder("audit-owner"), postgres.port()));
        return ServiceSpec.ofModule(
                        layout.module("audit-service"),
                        "io.countersign.audit.AuditMigrateMain",
                        List.of("--config", config.toString()),
                        layout.service("audit-service").resolve("migrate.log"))
                .named("audit-migrate");
    }

    /** How to start a service from what is built. */
    public ServiceSpec spec(String name, Map<String, String> token) {
        ServiceSpec spec = ServiceSpec.ofModule(
                layout.module(name),
                MAINS.get(name),
                List.of("--config", layout.config(name).toString()),
                layout.log(name));
        boolean usesToken = name.equals("signer-service") || name.equals("audit-service");
        return usesToken ? spec.withEnvironment(token) : spec;
    }

    public int opsPort(String service) {
        return opsPorts.get(service);
    }

    public int registryPort() {
        return registryPort;
    }

    public int auditPort() {
        return auditPort;
    }

    Path context(String person) {
        return layout.context(person);
    }

    private String common(String service) {
        return """
                identity: %s
                kafka: {bootstrap: "%s"}
                ops:
                  port: %d
                  allow:
                  - {who: "spiffe://%s/countersign/admin", may: [ops:read]}
                """
                .formatted(layout.identityFolder(service), bootstrap, opsPort(service), Layout.TRUST_DOMAIN);
    }

    private String trust() {
        return "trust: {file: %s, sha256: %s}%n"
                .formatted(layout.trust(), trustPin().hex());
    }

    private String registry() {
        return common("registry-service")
                + trust()
                + "transcript: %s%n".formatted(layout.ceremony().resolve("transcript.json"))
                + """
                database:
                  url: %s
                  owner:
                    identity: %s
                api:
                  port: %d
                  clientTrust: [%s]
                  allow:
                  - {who: "spiffe://%5$s/person/oscar", may: %6$s}
                  - {who: "spiffe://%5$s/person/alice", may: %7$s}
                  - {who: "spiffe://%5$s/person/bob", may: %7$s}
                  - {who: "spiffe://%5$s/person/chen", may: %7$s}
                  - {who: "spiffe://%5$s/person/dave", may: %7$s}
                  - {who: "spiffe://%5$s/agent/demo/*", may: %8$s}
                workers: {}
                outbox: {}
                audit: {url: "https://localhost:%9$d"}
                """
                        .formatted(
                                postgres.jdbcUrl("registry"),
                                layout.identityFolder("registry-owner"),
                                registryPort,
                                clientsCa(),
                                Layout.TRUST_DOMAIN,
                                OPERATOR,
                                APPROVER,
                                AGENT,
                                auditPort);
    }

    private String audit() {
        return common("audit-service")
                + trust()
                + """
                log:
                  directory: %s
                  origin: %s
                  keys: %s
                  transcript: %s
                token: {module: %s, pinFile: %s}
                database: {port: %d}
                http:
                  port: %d
                  clientTrust: [%s]
                  allow:
                  - {who: "spiffe://%10$s/person/*", may: [log:read]}
                  - {who: "spiffe://%10$s/countersign/registry-service", may: [log:read]}
                """
                        .formatted(
                                layout.auditLog().getParent(),
                                Layout.LOG_ORIGIN,
                                layout.ceremony().resolve("log.vkeys"),
                                layout.ceremony().resolve("transcript.json"),
                                module,
                                layout.pin("log"),
                                postgres.port(),
                                auditPort,
                                clientsCa(),
                                Layout.TRUST_DOMAIN);
    }

    private String signer() {
        return common("signer-service")
                + trust()
                + """
                ordinal: 0
                token: {module: %s, label: issuing, pinFile: %s}
                issuers: %s
                spool: %s
                pending: {}
                """
                        .formatted(module, layout.pin("issuing"), issuers(), spool());
    }

    private String watcher() {
        return common("expiry-watcher") + trust() + "ordinal: 0\nrenewal: {}\n";
    }

    private String contextOf(String person) {
        return """
                server: https://localhost:%d
                audit: https://localhost:%d
                identity: %s
                trust:
                  file: %s
                  sha256: %s
                """
                .formatted(
                        registryPort,
                        auditPort,
                        layout.identityFolder(person),
                        layout.trust(),
                        trustPin().hex());
    }

    /** The agent of node cp-1, which rotates the etcd server certificate and proves what is served. */
    ServiceSpec agent(int etcdPort, Identity probe) {
        Path pki = layout.kubernetes().resolve("pki/etcd");
        Path shown = layout.etcdProbe();
        copy(probe.key(), shown.resolve("key.pem"));
        copy(probe.cert(), shown.resolve("cert.pem"));
        write(
                "agent",
                """
                server: https://localhost:%d
                identity: %s
                trust: {file: %s, sha256: %s}
                cluster: %s
                node: %s
                state: %s
                poll: PT5S
                retryAfter: PT5S
                lineages:
                - lineage: demo/apiserver-etcd-client/cp-1
                  certificate: %s
                  key: %s
                  lifetime: PT1H
                - lineage: demo/etcd-server/cp-1
                  certificate: %s
                  key: %s
                  lifetime: P90D
                  probe: {host: 127.0.0.1, port: %d, identity: %s}
                crls:
                - {issuer: etcd-ca, file: %s}
                crlEvery: PT5S
                crlStatus: %s
                """
                        .formatted(
                                registryPort,
                                layout.identityFolder(FirstKeys.AGENT),
                                layout.trust(),
                                trustPin().hex(),
                                Layout.CLUSTER,
                                FirstKeys.NODE,
                                layout.service("agent").resolve("state"),
                                pki.resolveSibling("apiserver-etcd-client.crt"),
                                pki.resolveSibling("apiserver-etcd-client.key"),
                                pki.resolve("server.crt"),
                                pki.resolve("server.key"),
                                etcdPort,
                                shown,
                                layout.etcdCrl(),
                                layout.service("agent").resolve("crl.prom")));
        return ServiceSpec.ofModule(
                        layout.module("infra/agent"),
                        "io.countersign.agent.AgentMain",
                        List.of("--config", layout.config("agent").toString()),
                        layout.log("agent"))
                .named("agent");
    }

    List<String> copyableCommands() {
        String command = "infra/countersign --context " + layout.context("oscar");
        List<String> lines = new ArrayList<>(List.of(
                "",
                "Kept running. Copy what you need:",
                "  " + command + " get requests",
                "  " + command + " certs check-expiration",
                "  " + command + " describe lineage demo/etcd-server/cp-1",
                "  " + command + " audit verify https://localhost:" + auditPort + " --vkey "
                        + layout.ceremony().resolve("log.vkeys"),
                "  infra/demo --stop",
                "Kafka bootstrap: " + bootstrap,
                "Audit log:       " + layout.auditLog(),
                "Approvers' keys: " + layout.approvalKey("alice") + ", " + layout.approvalKey("bob"),
                "Identities, each with key.pem, cert.pem and ca.pem:"));
        FirstKeys.identities().forEach(name -> lines.add("  " + layout.identityFolder(name)));
        return lines;
    }

    private Path clientsCa() {
        return layout.issuer("countersign", "clients");
    }

    private List<Path> issuers() {
        return List.of(
                layout.issuer(Layout.CLUSTER, "ca"),
                layout.issuer(Layout.CLUSTER, "etcd-ca"),
                layout.issuer(Layout.CLUSTER, "front-proxy-ca"),
                layout.issuer("countersign", "services"),
                layout.issuer("countersign", "clients"));
    }

    private Sha256 trustPin() {
        try {
            return Sha256.of(Files.readAllBytes(layout.trust()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String service, String text) {
        write(layout.config(service), text);
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
