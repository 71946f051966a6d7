package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@WithStack
final class ServiceProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    private final Stack stack;

    ServiceProcessIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void waitsUntilReadyAndEndsByTerm() {
        int port = stack.ports().find(1).get(0);
        ServiceProcess process = ServiceProcess.launch(stack.ledger(), spec("ready", port, 200));
        process.awaitReady(port, stack.identity("admin"), LIMIT);
        assertThat(stack.ledger().alive()).contains(process.pid());
        assertThat(process.terminate(LIMIT)).isEqualTo(TERMINATED);
        assertThat(stack.ledger().alive()).doesNotContain(process.pid());
    }

    @Test
    void isGoneAfterKill() {
        int port = stack.ports().find(1).get(0);
        ServiceProcess process = ServiceProcess.launch(stack.ledger(), spec("killed", port, 200));
        process.awaitReady(port, stack.identity("admin"), LIMIT);
        process.kill9();
        assertThat(process.alive()).isFalse();
        assertThat(process.exitCode(LIMIT)).isEqualTo(KILLED);
    }

    @Test
    void saysTheLastAnswerOfAServiceThatDoesNotGetReady() {
        int port = stack.ports().find(1).get(0);
        try (ServiceProcess process = ServiceProcess.launch(stack.ledger(), spec("unready", port, 503))) {
            process.awaitUntil("listening", LIMIT, () -> Loopback.listens(port));
            assertThatThrownBy(() -> process.awaitReady(port, stack.identity("admin"), Duration.ofSeconds(2)))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("last answer: 503")
                    .hasMessageContaining("listening");
        }
    }

    @Test
    void isNeverReadyForAnIdentityThatTheServiceRefuses() {
        int port = stack.ports().find(1).get(0);
        Identity rogue = stack.pki().rogue("admin");
        try (ServiceProcess process = ServiceProcess.launch(stack.ledger(), spec("closed", port, 200))) {
            process.awaitUntil("listening", LIMIT, () -> Loopback.listens(port));
            assertThatThrownBy(() -> process.awaitReady(port, rogue, Duration.ofSeconds(2)))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("no answer");
        }
    }

    @Test
    void reportsAProcessThatEndsBeforeItIsReady() {
        ServiceSpec broken = new ServiceSpec(
                "broken",
                classPath(),
                "io.countersign.stack.NoSuchMain",
                List.of(),
                List.of(),
                Map.of(),
                stack.folder("services").resolve("broken.log"));
        ServiceProcess process = ServiceProcess.launch(stack.ledger(), broken);
        assertThatThrownBy(() -> process.awaitReady(1, stack.identity("admin"), LIMIT))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("ended with exit code 1")
                .hasMessageContaining("NoSuchMain");
    }

    @Test
    void givesOnlyTheEnvironmentThatIsAskedFor() {
        int port = stack.ports().find(1).get(0);
        ServiceSpec spec = spec("environment", port, 200).withEnvironment(Map.of("STACK_SECRET", "given"));
        try (ServiceProcess process = ServiceProcess.launch(stack.ledger(), spec)) {
            process.awaitReady(port, stack.identity("admin"), LIMIT);
            assertThat(process.log()).content().contains("secret in the environment: given");
        }
    }

    private ServiceSpec spec(String name, int port, int status) {
        return new ServiceSpec(
                name,
                classPath(),
                ReadyMain.class.getName(),
                List.of(),
                List.of(
                        Integer.toString(port),
                        stack.identity("signer-service").folder().toString(),
                        Integer.toString(status)),
                Map.of(),
                stack.folder("services").resolve(name + ".log"));
    }

    private static List<Path> classPath() {
        Path target = BrokerSettings.repositoryRoot().resolve("infra/stack/target");
        return List.of(target.resolve("test-classes"), target.resolve("classes"), target.resolve("lib/*"));
    }
}
