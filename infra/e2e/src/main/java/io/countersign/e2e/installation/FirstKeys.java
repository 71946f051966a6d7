package io.countersign.e2e.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What exists before the ceremony: a key and a CSR for each service, each piece of infrastructure, each person and the agent, made
 * where they are used; the approvers' keys; the tokens' PINs; and the plan that names them.
 */
final class FirstKeys {
    static final List<String> SERVICES =
            List.of("registry-service", "signer-service", "expiry-watcher", "audit-service");
    static final List<String> INFRASTRUCTURE = List.of("broker", "postgres", "admin", "registry-owner", "audit-owner");

    /** Three officers, all of them approvers and revokers; dave is in the roster without any role; oscar operates and approves nothing. */
    static final List<String> OFFICERS = List.of("alice", "bob", "chen");

    static final List<String> PERSONS = List.of("alice", "bob", "chen", "dave", "oscar");
    /** A second key of alice's, as somebody has who approves from two places. */
    static final String SECOND_KEY = "alice-2";

    /** The key of the cluster's connector, which may order kubelet certificates by itself. */
    static final String ROBOT = "connector";

    static final String NODE = "cp-1";
    static final String AGENT = Layout.CLUSTER + "." + NODE;

    private final Layout layout;
    private final SecureRandom random;

    FirstKeys(Layout layout, SecureRandom random) {
        this.layout = layout;
        this.random = random;
    }

    /** Names of everybody who has a certificate after the ceremony. */
    static List<String> identities() {
        return Stream.of(SERVICES, INFRASTRUCTURE, PERSONS, List.of(AGENT))
                .flatMap(List::stream)
                .toList();
    }

    void make() {
        for (String name : SERVICES) {
            server(name);
        }
        for (String name : INFRASTRUCTURE) {
            server(name);
        }
        for (String person : PERSONS) {
            client(person, "URI:spiffe://" + Layout.TRUST_DOMAIN + "/person/" + person);
            approvalKey(person);
        }
        approvalKey(SECOND_KEY);
        approvalKey(ROBOT);
        client(AGENT, "URI:spiffe://" + Layout.TRUST_DOMAIN + "/agent/" + Layout.CLUSTER + "/" + NODE);
        for (String token : List.of("issuing", "log")) {
            secret(layout.pin(token));
            secret(layout.soPin(token));
        }
    }

    /** The plan of the ceremony, as an operator would write it. */
    void writePlan(Path module, Instant now) {
        StringBuilder plan = new StringBuilder()
                .append("trustDomain: ")
                .append(Layout.TRUST_DOMAIN)
                .append('\n')
                .append("logOrigin: ")
                .append(Layout.LOG_ORIGIN)
                .append('\n')
                .append("cluster:\n")
                .append("  name: ")
                .append(Layout.CLUSTER)
                .append('\n')
                .append("  dnsDomain: ")
                .append(Layout.DNS_DOMAIN)
                .append('\n')
                .append("  apiServerNames: [10.96.0.1]\n")
                .append("  nodes:\n")
                .append("  - {name: cp-1, controlPlane: true, addresses: [cp-1, 10.0.0.11]}\n")
                .append("  - {name: worker-1, controlPlane: false, addresses: [worker-1, 10.0.0.21]}\n")
                .append("  - {name: worker-2, controlPlane: false, addresses: [worker-2, 10.0.0.22]}\n")
                .append("officers:\n  threshold: 2\n  persons:\n");
        for (String officer : OFFICERS) {
            plan.append("  - {person: ")
                    .append(officer)
                    .append(", key: ")
                    .append(publicKey(officer))
                    .append("}\n");
        }
        plan.append("roster:\n");
        Instant until = now.plus(Duration.ofDays(365)).truncatedTo(ChronoUnit.SECONDS);
        for (String officer : OFFICERS) {
            roster(plan, officer, "[approver, officer, revoker]", until);
        }
        roster(plan, publicKey(SECOND_KEY), "alice", "[approver]", until);
        roster(plan, "dave", "[]", until);
        // May approve nothing, but signs what he asks for in the highest tier.
        roster(plan, "oscar", "[]", until);
        plan.append("- {person: ")
                .append(ROBOT)
                .append(", kind: robot, key: ")
                .append(publicKey(ROBOT))
                .append(", roles: [], clusters: [")
                .append(Layout.CLUSTER)
                .append("], until: \"")
                .append(until)
                .append("\"}\n");
        plan.append("present:\n");
        for (String officer : OFFICERS.subList(0, 2)) {
            plan.append("- {person: ")
                    .append(officer)
                    .append(", privateKey: ")
                    .append(layout.approvalKey(officer))
                    .append("}\n");
        }
        plan.append("tokens:\n").append("  module: ").append(module).append('\n');
        for (String token : List.of("issuing", "log")) {
            plan.append("  ")
                    .append(token)
                    .append(": {label: ")
                    .append(token)
                    .append(", soPinFile: ")
                    .append(layout.soPin(token))
                    .append(", pinFile: ")
                    .append(layout.pin(token))
                    .append("}\n");
        }
        plan.append("certificates:\n");
        SERVICES.forEach(name -> certificate(plan, "service", name, "[services]"));
        INFRASTRUCTURE.forEach(name -> certificate(plan, "infrastructure", name, "[services]"));
        PERSONS.forEach(name -> certificate(plan, "person", name, "[services]"));
        certificate(plan, "agent", AGENT, "[services]");
        write(layout.plan(), plan.toString());
    }

    private static void roster(StringBuilder plan, Path key, String person, String roles, Instant until) {
        plan.append("- {person: ")
                .append(person)
                .append(", key: ")
                .append(key)
                .append(", roles: ")
                .append(roles)
                .append(", clusters: [")
                .append(Layout.CLUSTER)
                .append(", countersign], until: \"")
                .append(until)
                .append("\"}\n");
    }

    private void roster(StringBuilder plan, String person, String roles, Instant until) {
        roster(plan, publicKey(person), person, roles, until);
    }

    private void certificate(StringBuilder plan, String component, String instance, String trusts) {
        Path folder = layout.identityFolder(instance);
        plan.append("- {component: ")
                .append(component)
                .append(", instance: ")
                .append(instance)
                .append(", csr: ")
                .append(folder.resolve("csr.pem"))
                .append(", folder: ")
                .append(folder)
                .append(", trusts: ")
                .append(trusts)
                .append("}\n");
    }

    private void server(String name) {
        Path folder = layout.identityFolder(name);
        Path key = OpenSsl.newKey(folder.resolve("key.pem"));
        List<String> sans = List.of(
                "DNS:" + name,
                "DNS:localhost",
                "IP:127.0.0.1",
                "URI:spiffe://" + Layout.TRUST_DOMAIN + "/countersign/" + name);
        OpenSsl.csr(key, "/CN=" + name, sans, folder.resolve("csr.pem"));
    }

    private void client(String name, String uri) {
        Path folder = layout.identityFolder(name);
        Path key = OpenSsl.newKey(folder.resolve("key.pem"));
        OpenSsl.csr(key, "/CN=" + name, List.of(uri), folder.resolve("csr.pem"));
    }

    private void approvalKey(String name) {
        Path key = OpenSsl.newKey(layout.approvalKey(name));
        OpenSsl.publicKey(key, publicKey(name));
    }

    private Path publicKey(String person) {
        return layout.folder().resolve("people").resolve(person + ".pub");
    }

    private void secret(Path file) {
        byte[] octets = new byte[16];
        random.nextBytes(octets);
        try {
            Files.createDirectories(file.getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(file, HexFormat.of().formatHex(octets) + "\n");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
