package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.agent.Registry.Work;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDraft;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAgentTest {
    private static final Duration LIFE = Duration.ofHours(10);
    private static final Installation INSTALLATION = Installation.at(Node.START);
    private static final CrlRound NO_CRLS = new CrlRound(
            List.of(),
            "demo",
            () -> {
                throw new IllegalStateException("there is no CRL to verify");
            },
            Duration.ofMinutes(1),
            Optional.empty());

    @TempDir
    Path folder;

    @Test
    void renewsOnAHintInsideTheWindow() throws Exception {
        Node node = new Node(folder, Duration.ofHours(4), LIFE);
        NodeAgent agent = agent(node);
        node.registry.work.add(List.of(Node.HINT));

        agent.turn();
        agent.turn();

        assertThat(node.certificate()).isNotEqualTo(node.oldCertificate);
    }

    @Test
    void ignoresAHintBeforeHalfOfTheLifeHasPassed() throws Exception {
        Node node = new Node(folder, Duration.ofHours(6), LIFE);
        NodeAgent agent = agent(node);
        node.registry.work.add(List.of(Node.HINT));

        agent.turn();
        agent.turn();

        assertThat(node.registry.requests).isEmpty();
        assertThat(node.certificate()).isEqualTo(node.oldCertificate);
    }

    @Test
    void ignoresAHintForALineageThatIsNotItsOwn() throws Exception {
        Node node = new Node(folder, Duration.ofHours(4), LIFE);
        NodeAgent agent = agent(node);
        node.registry.work.add(List.of(new Work("renew", Lineage.parse("demo/etcd-server/cp-2"), Optional.empty())));

        agent.turn();
        agent.turn();

        assertThat(node.registry.requests).isEmpty();
    }

    @Test
    void doesNothingInsideTheWindowWithoutAHint() throws Exception {
        Node node = new Node(folder, Duration.ofHours(4), LIFE);
        NodeAgent agent = agent(node);

        agent.turn();
        agent.turn();

        assertThat(node.registry.requests).isEmpty();
    }

    @Test
    void startsByItsOwnTimerThoughTheRegistryIsDown() throws Exception {
        Node node = new Node(folder, Duration.ofHours(2), LIFE);
        NodeAgent agent = agent(node);
        node.registry.down = true;

        assertThat(agent.turn()).as("backs off").isEqualTo(Duration.ofSeconds(5));
        assertThat(node.rotation().state().step()).isEqualTo(SagaState.Step.KEY_MADE);

        node.registry.down = false;
        agent.turn();
        assertThat(node.certificate()).isNotEqualTo(node.oldCertificate);
    }

    @Test
    void doesNotSpinOnWorkItMayNotDoYet() throws Exception {
        Node node = new Node(folder, Duration.ofHours(6), LIFE);
        NodeAgent agent = agent(node);
        node.registry.work.add(List.of(Node.HINT, new Work("finished", Node.LINEAGE, Optional.empty())));

        assertThat(agent.turn()).isEqualTo(Duration.ofSeconds(30));
        assertThat(agent.turn()).as("the long poll itself was the wait").isEqualTo(Duration.ZERO);
    }

    @Test
    void tellsOnceWhatStandsOnTheDisk() throws Exception {
        Node node = new Node(folder, Duration.ofHours(9), LIFE);
        NodeAgent agent = agent(node);

        agent.turn();
        agent.turn();

        assertThat(node.registry.reports).containsExactly("observed " + Node.serial(node.oldCertificate));
    }

    @Test
    void renewsByTheGrantThatComesWithTheHint() throws Exception {
        GrantedNode node = new GrantedNode(folder);
        NodeAgent agent = new NodeAgent(
                List.of(node.rotation()),
                node.registry,
                trust(),
                NO_CRLS,
                Duration.ofSeconds(30),
                node.surroundings(StepHook.NONE));
        node.registry.work.add(List.of(node.registry.offer()));

        agent.turn();
        agent.turn();

        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.asked).isEmpty();
    }

    @Test
    void asksForTrustVersionsAndCrlsAtEachTurn() throws Exception {
        Node node = new Node(folder, Duration.ofHours(9), LIFE);
        TestCrls etcd = new TestCrls(INSTALLATION, "demo", "etcd-ca");
        ManagedCrl managed = new ManagedCrl(
                "etcd-ca",
                folder.resolve("ca.crl"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        AgentTrust trust = trust();
        CrlRound crls = new CrlRound(
                List.of(new CrlWatch(managed, "demo", node.registry, CrlMemory.open(folder.resolve("state")))),
                "demo",
                trust::current,
                Duration.ofSeconds(40),
                Optional.empty());
        node.registry.crl = etcd.signed(10, Node.START, 7);
        TrustContent next = TrustDraft.after(INSTALLATION.trust()).content(Node.START, Duration.ofDays(30));
        ObjectNode answer = Json.TOLERANT.createObjectNode();
        answer.putArray("versions")
                .addObject()
                .put("version", 2)
                .put("document", Base64.getEncoder().encodeToString(INSTALLATION.file(next, 0, 1)))
                .put("logged", true);
        node.registry.trust = Optional.of(answer);
        NodeAgent agent = new NodeAgent(
                List.of(node.rotation()),
                node.registry,
                trust,
                crls,
                Duration.ofMinutes(10),
                node.surroundings(StepHook.NONE));

        agent.turn();

        assertThat(trust.current().version()).isEqualTo(2);
        assertThat(folder.resolve("ca.crl")).hasBinaryContent(node.registry.crl);
        assertThat(node.registry.waits).as("no CRL waits for a longer poll").containsExactly(Duration.ofSeconds(40));
    }

    private AgentTrust trust() throws Exception {
        Path file = Files.write(folder.resolve("trust.json"), INSTALLATION.file());
        return AgentTrust.open(
                new AgentConfig.TrustPin(file, Sha256.of(INSTALLATION.file()).hex()),
                folder.resolve("state"),
                Node.START);
    }

    private NodeAgent agent(Node node) throws Exception {
        return new NodeAgent(
                List.of(node.rotation()),
                node.registry,
                trust(),
                NO_CRLS,
                Duration.ofSeconds(30),
                node.surroundings(StepHook.NONE));
    }
}
