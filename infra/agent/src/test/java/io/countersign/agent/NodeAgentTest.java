package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.agent.Registry.Work;
import io.countersign.contracts.Lineage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAgentTest {
    private static final Duration LIFE = Duration.ofHours(10);
    private static final CrlRound NO_CRLS = new CrlRound(
            List.of(),
            "demo",
            () -> {
                throw new IllegalStateException("there is no CRL to verify");
            },
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
                NO_CRLS,
                Duration.ofSeconds(30),
                node.surroundings(StepHook.NONE));
        node.registry.work.add(List.of(node.registry.offer()));

        agent.turn();
        agent.turn();

        assertThat(node.isRenewed()).isTrue();
        assertThat(node.registry.asked).isEmpty();
    }

    private static NodeAgent agent(Node node) throws Exception {
        return new NodeAgent(
                List.of(node.rotation()),
                node.registry,
                NO_CRLS,
                Duration.ofSeconds(30),
                node.surroundings(StepHook.NONE));
    }
}
