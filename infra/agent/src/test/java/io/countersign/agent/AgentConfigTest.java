package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.agent.AgentConfig.ConfigException;
import io.countersign.agent.ManagedLineage.KeyAlgorithm;
import io.countersign.agent.ManagedLineage.ProbeTarget;
import io.countersign.agent.ManagedLineage.Reload;
import io.countersign.contracts.Names;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
    private static final String PIN = "ab".repeat(32);

    private static final String FULL =
            """
            server: https://registry:8443
            identity: /etc/countersign/identity
            trust: {file: /etc/countersign/trust.json, sha256: %s}
            cluster: demo
            node: cp-1
            state: /var/lib/countersign-agent
            poll: PT20S
            retryAfter: PT5M
            lineages:
              - lineage: demo/etcd-server/cp-1
                profile: etcd-server
                certificate: /etc/kubernetes/pki/etcd/server.crt
                key: /etc/kubernetes/pki/etcd/server.key
                certificateMode: "0644"
                keyMode: "0600"
                owner: etcd
                group: etcd
                keyAlgorithm: rsa-2048
                lifetime: PT24H
                names: {cn: cp-1, o: [], dns: [cp-1], ip: [10.0.0.11], uri: []}
                reload: {command: [systemctl, reload, etcd], within: PT10S}
                probe: {host: 127.0.0.1, port: 2379, serverName: cp-1, within: PT15S}
            crls:
              - issuer: etcd-ca
                file: /etc/kubernetes/pki/etcd/ca.crl
                encoding: PEM
                mode: "0640"
                owner: etcd
                group: etcd
            crlEvery: PT20S
            crlStatus: /var/lib/node_exporter/countersign.prom
            """
                    .formatted(PIN);

    @TempDir
    Path folder;

    @Test
    void readsEveryKey() throws Exception {
        AgentConfig config = AgentConfig.read(write(FULL));

        assertThat(config.server()).isEqualTo(URI.create("https://registry:8443"));
        assertThat(config.identity()).isEqualTo(Path.of("/etc/countersign/identity"));
        assertThat(config.trust().file()).isEqualTo(Path.of("/etc/countersign/trust.json"));
        assertThat(config.trust().pin().hex()).isEqualTo(PIN);
        assertThat(config.cluster()).isEqualTo("demo");
        assertThat(config.node()).isEqualTo("cp-1");
        assertThat(config.state()).isEqualTo(Path.of("/var/lib/countersign-agent"));
        assertThat(config.pollOrDefault()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.retryAfterOrDefault()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.lineages())
                .containsExactly(new ManagedLineage(
                        Node.LINEAGE,
                        Optional.of("etcd-server"),
                        Path.of("/etc/kubernetes/pki/etcd/server.crt"),
                        Path.of("/etc/kubernetes/pki/etcd/server.key"),
                        Optional.of("0644"),
                        Optional.of("0600"),
                        Optional.of("etcd"),
                        Optional.of("etcd"),
                        Optional.of(KeyAlgorithm.RSA_2048),
                        Optional.of(Duration.ofHours(24)),
                        Optional.of(new Names("cp-1", List.of(), List.of("cp-1"), List.of("10.0.0.11"), List.of())),
                        Optional.of(new Reload(
                                List.of("systemctl", "reload", "etcd"), Optional.of(Duration.ofSeconds(10)))),
                        Optional.of(new ProbeTarget(
                                "127.0.0.1",
                                2379,
                                Optional.of("cp-1"),
                                Optional.empty(),
                                Optional.of(Duration.ofSeconds(15))))));
        assertThat(config.crls())
                .containsExactly(new ManagedCrl(
                        "etcd-ca",
                        Path.of("/etc/kubernetes/pki/etcd/ca.crl"),
                        Optional.of(ManagedCrl.Encoding.PEM),
                        Optional.of("0640"),
                        Optional.of("etcd"),
                        Optional.of("etcd")));
        assertThat(config.crlEveryOrDefault()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.crlStatus()).contains(Path.of("/var/lib/node_exporter/countersign.prom"));
    }

    @Test
    void keepsCrlsAloneToo() throws Exception {
        AgentConfig config = AgentConfig.read(write(FULL.replaceAll("(?s)lineages:.*crls:", "crls:")));

        assertThat(config.lineages()).isEmpty();
        assertThat(config.crls()).hasSize(1);
    }

    @Test
    void refusesAnAgentWithNothingToDo() throws Exception {
        Path file = write(FULL.replaceAll("(?s)lineages:.*", ""));

        assertThatThrownBy(() -> AgentConfig.read(file)).hasMessageContaining("lineages: at least one, or one of crls");
    }

    @Test
    void refusesACrlFileThatIsALinkOrHasNoPlace() throws Exception {
        Path link = folder.resolve("ca.crl");
        Files.createSymbolicLink(link, Files.writeString(folder.resolve("target.crl"), ""));

        assertThatThrownBy(
                        () -> AgentConfig.read(write(FULL.replace("/etc/kubernetes/pki/etcd/ca.crl", link.toString()))))
                .hasMessageContaining(link + " is a symbolic link");
        assertThatThrownBy(() -> AgentConfig.read(write(FULL.replace("/etc/kubernetes/pki/etcd/ca.crl", "ca.crl"))))
                .hasMessageContaining("ca.crl is not an absolute path");
        assertThatThrownBy(() -> AgentConfig.read(write(FULL.replace("  - issuer: etcd-ca\n    file", "  - file"))))
                .hasMessageContaining("crls: each needs issuer and file");
    }

    @Test
    void refusesToLookForCrlsWithoutAPauseOrTooSeldom() throws Exception {
        for (String every : List.of("PT0S", "PT-1M", "PT1H1S")) {
            Path file = write(FULL.replace("crlEvery: PT20S", "crlEvery: " + every));

            assertThatThrownBy(() -> AgentConfig.read(file)).hasMessageContaining("is not between PT1S and PT1H");
        }
        AgentConfig.read(write(FULL.replace("crlEvery: PT20S", "crlEvery: PT1S")));
        AgentConfig.read(write(FULL.replace("crlEvery: PT20S", "crlEvery: PT1H")));
    }

    @Test
    void fillsInDocumentedDefaults() throws Exception {
        AgentConfig config = AgentConfig.read(write(
                """
                server: https://registry:8443
                identity: /i
                trust: {file: /t, sha256: %s}
                cluster: demo
                node: cp-1
                state: /s
                lineages:
                  - lineage: demo/etcd-server/cp-1
                    certificate: /c
                    key: /k
                    names: {cn: cp-1, o: [], dns: [cp-1], ip: [], uri: []}
                """
                        .formatted(PIN)));

        assertThat(config.pollOrDefault()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.retryAfterOrDefault()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.crlEveryOrDefault()).isEqualTo(Duration.ofMinutes(1));
        ManagedLineage managed = config.lineages().get(0);
        assertThat(managed.profileOrDefault()).isEqualTo("etcd-server");
        assertThat(managed.keyAlgorithmOrDefault()).isEqualTo(KeyAlgorithm.EC_P256);
        assertThat(managed.reloadOrDefault().command()).isEmpty();
        assertThat(managed.probe()).isEmpty();
    }

    @Test
    void refusesAnUnknownKeyByName() throws Exception {
        Path file = write(FULL.replace("retryAfter:", "retryAftr:"));

        assertThatThrownBy(() -> AgentConfig.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("retryAftr")
                .hasMessageContaining("retryAfter");
    }

    @Test
    void tellsAllFaultsAtOnce() throws Exception {
        Path file = write(FULL.replace("https://registry", "http://registry")
                .replace(PIN, "abc")
                .replace("demo/etcd-server/cp-1", "prod/etcd-server/cp-1")
                .replace("port: 2379, ", ""));

        assertThatThrownBy(() -> AgentConfig.read(file))
                .hasMessageContaining("server: must be an https address")
                .hasMessageContaining("trust.sha256: ")
                .hasMessageContaining("prod/etcd-server/cp-1: is of another cluster than this node")
                .hasMessageContaining("prod/etcd-server/cp-1: probe needs host and port");
    }

    @Test
    void refusesToManageASymbolicLink() throws Exception {
        Path link = folder.resolve("current.pem");
        Files.createSymbolicLink(link, Files.writeString(folder.resolve("target.pem"), ""));
        Path file = write(FULL.replace("/etc/kubernetes/pki/etcd/server.crt", link.toString()));

        assertThatThrownBy(() -> AgentConfig.read(file)).hasMessageContaining(link + " is a symbolic link");
    }

    private Path write(String yaml) throws Exception {
        return Files.writeString(folder.resolve("agent.yaml"), yaml);
    }
}
