package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.e2e.LyingRegistry;
import io.countersign.e2e.LyingRegistry.Answer;
import io.countersign.e2e.LyingRegistry.Question;
import io.countersign.e2e.RogueAuthority;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.WithInstallation;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.OpenSsl;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Security 6, test 5, what a node gets: its agent is a process of its own, its certificate is due, and the registry's owner says
 * that the new one is issued and hands out something else each time. The agent names what is wrong and touches no file; when the
 * registry is honest again, the same agent rotates.
 */
@WithInstallation
final class RegistryOwnerPlantsACertificateIT {
    private static final Lineage LINEAGE = Lineage.parse("demo/etcd-healthcheck-client/cp-1");
    private static final Names NAMES = Names.subject("kube-etcd-healthcheck-client");
    private static final String AGENT = "demo.cp-1";

    private final SharedInstallation site;
    private RogueAuthority rogue;

    @TempDir
    private Path folder;

    RegistryOwnerPlantsACertificateIT(SharedInstallation site) {
        this.site = site;
    }

    /** One lie about a certificate, and what the agent must say of it. */
    private record Plant(String what, Forged forged, String said) {}

    @FunctionalInterface
    private interface Forged {
        String pem(Csr asked) throws Exception;
    }

    @Test
    void plantsNothingOnANodeAndTheNodeGoesOnWhenTheRegistryIsHonestAgain() throws Exception {
        Path pki = Files.createDirectories(folder.resolve("pki"));
        rogue = new RogueAuthority(folder.resolve("rogue"), etcdCa());
        placeCertificateThatIsDue(pki);
        Map<String, Sha256> before = digests(pki);
        String live = Files.readString(pki.resolve("client.crt"));
        String foreignCa = Files.readString(rogue.certificate());
        String anotherCa = Files.readString(site.layout().identity("admin").cert());
        List<Plant> plants = List.of(
                new Plant("a foreign CA of the same name", this::foreign, "not signed by the key of"),
                new Plant("the same with its chain", asked -> foreign(asked) + foreignCa, "not signed by the key of"),
                new Plant(
                        "the same behind the true chain",
                        asked -> foreign(asked) + Files.readString(etcdCa()),
                        "not signed by the key of"),
                new Plant("a true certificate of another CA", asked -> anotherCa, "issued under another name"),
                new Plant("the former certificate", asked -> live, "the key is not the one of our request"));

        try (LyingRegistry registry = LyingRegistry.to(site, AGENT)) {
            ServiceProcess agent = site.installation().launch(agent(registry, pki));
            try {
                for (Plant plant : plants) {
                    int said = refusals(agent).size();
                    registry.lies((question, truth) -> lie(registry, plant, question, truth));
                    await(plant.what())
                            .atMost(SharedInstallation.LONG)
                            .until(() -> refusals(agent).size() > said);
                    assertThat(refusals(agent).get(said)).as(plant.what()).contains(LINEAGE.toString(), plant.said());
                    assertThat(digests(pki)).as(plant.what()).isEqualTo(before);
                }
                int asked = waiting(agent);
                registry.lies((question, truth) -> truth);
                approveWhatTheAgentAsks(registry, agent, asked);
                await("the honest certificate").atMost(SharedInstallation.LONG).until(() -> !Files.readString(
                                pki.resolve("client.crt"))
                        .equals(live));
                assertThat(OpenSsl.verifies(etcdCa(), "sslclient", pki.resolve("client.crt")))
                        .isTrue();
                assertThat(OpenSsl.belongTogether(pki.resolve("client.crt"), pki.resolve("client.key")))
                        .isTrue();
            } finally {
                agent.terminate(SharedInstallation.LONG);
            }
        }
    }

    // --- lies

    private static Answer lie(LyingRegistry registry, Plant plant, Question question, Answer truth) throws Exception {
        if (question.path().startsWith("/v1/requests/")) {
            return truth.with(request -> request.put("state", "issued"));
        }
        if (question.path().startsWith("/v1/certificates/")) {
            return Answer.pem(plant.forged().pem(lastAsked(registry)));
        }
        return truth;
    }

    /** What the agent sent last, on its way to the true registry. */
    private static Csr lastAsked(LyingRegistry registry) throws Exception {
        List<Question> submitted = registry.asked().stream()
                .filter(question ->
                        question.method().equals("POST") && question.path().equals("/v1/requests"))
                .toList();
        byte[] body = submitted.get(submitted.size() - 1).body().toArray();
        return Csr.readPem(Json.TOLERANT.readTree(body).path("csr").asText());
    }

    /** For the very key and names the agent asked for, by somebody who calls himself as the true CA does. */
    private String foreign(Csr asked) throws IOException {
        Path csr = Files.writeString(
                folder.resolve("asked.csr"),
                Pem.encode(Pem.CERTIFICATE_REQUEST, asked.der().toArray()));
        return Files.readString(rogue.sign(csr, folder.resolve("foreign.pem")));
    }

    private Path etcdCa() {
        return site.layout().issuer(Layout.CLUSTER, "etcd-ca");
    }

    // --- the node

    /** Its life is the profile's backdate and a minute: past the agent's own timer from the start. */
    private void placeCertificateThatIsDue(Path pki) throws IOException {
        KeyPair keys = SharedInstallation.newKeys();
        Asked asked = site.asked(LINEAGE, SharedInstallation.csr(keys, NAMES), "--lifetime", "60s");
        site.approve("alice", asked).expect(4);
        site.approve("bob", asked).expect(0);
        byte[] certificate =
                site.issued(asked).data(CertificateIssued.class).certificate().toArray();
        Files.writeString(pki.resolve("client.crt"), Pem.encode(Pem.CERTIFICATE, certificate));
        Files.writeString(
                pki.resolve("client.key"),
                Pem.encode(Pem.PRIVATE_KEY, keys.getPrivate().getEncoded()));
    }

    private ServiceSpec agent(LyingRegistry registry, Path pki) throws IOException {
        Layout layout = site.layout();
        Path config = Files.writeString(
                folder.resolve("agent.yaml"),
                """
                server: https://localhost:%d
                identity: %s
                trust: {file: %s, sha256: %s}
                cluster: %s
                node: cp-1
                state: %s
                poll: PT1S
                retryAfter: PT1S
                lineages:
                - lineage: %s
                  certificate: %s
                  key: %s
                """
                        .formatted(
                                registry.port(),
                                layout.identityFolder(AGENT),
                                layout.trust(),
                                Sha256.of(Files.readAllBytes(layout.trust())).hex(),
                                Layout.CLUSTER,
                                folder.resolve("state"),
                                LINEAGE,
                                pki.resolve("client.crt"),
                                pki.resolve("client.key")));
        return ServiceSpec.ofModule(
                        layout.module("infra/agent"),
                        "io.countersign.agent.AgentMain",
                        List.of("--config", config.toString()),
                        folder.resolve("agent.log"))
                .named("agent");
    }

    /** Requests that the lies were about are still open at the true registry; the agent waits for its last one. */
    private void approveWhatTheAgentAsks(LyingRegistry registry, ServiceProcess agent, int before) throws Exception {
        await("a new request").atMost(SharedInstallation.LONG).until(() -> waiting(agent) > before);
        Csr csr = lastAsked(registry);
        Asked asked = new Asked(RequestId.of(LINEAGE, LINEAGE.component(), csr.digest()), LINEAGE, csr);
        site.approve("alice", asked).expect(4);
        site.approve("bob", asked).expect(0);
    }

    private static int waiting(ServiceProcess agent) throws IOException {
        return (int) Files.readAllLines(agent.log()).stream()
                .filter(line -> line.contains("waits for approval"))
                .count();
    }

    private static List<String> refusals(ServiceProcess agent) throws IOException {
        return Files.readAllLines(agent.log()).stream()
                .filter(line -> line.contains("the registry sent a wrong certificate"))
                .toList();
    }

    private static Map<String, Sha256> digests(Path pki) throws IOException {
        Map<String, Sha256> digests = new LinkedHashMap<>();
        try (var files = Files.list(pki)) {
            for (Path file : files.sorted().toList()) {
                digests.put(file.getFileName().toString(), Sha256.of(Files.readAllBytes(file)));
            }
        }
        return digests;
    }
}
