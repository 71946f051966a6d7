package io.countersign.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoMainTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path root;

    private Path folder;
    private Kept kept;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(root.resolve(".run/demo"));
        kept = new Kept(folder);
    }

    @AfterEach
    void endWhatIsLeft() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    @Test
    void aStepThatFailsEndsTheDemoWithOneAndItsName() throws Exception {
        // Nothing is built below this root: the first program that the ceremony starts is not there.
        assertThat(run()).isEqualTo(1);
        assertThat(told())
                .contains("FAILED in step 'ceremony'")
                .doesNotContain("2/11")
                .doesNotContain("The story");
    }

    @Test
    void aSecondRunBesideAKeptDemoSaysSoAndTouchesNothing() throws Exception {
        Process process = sleeping();
        kept.remember(List.of(process.pid()));
        assertThat(run()).isEqualTo(1);
        assertThat(told()).contains("a kept demo is running").contains("infra/demo --stop");
        assertThat(process.isAlive()).isTrue();
        assertThat(kept.alive()).extracting(ProcessHandle::pid).containsExactly(process.pid());
    }

    @Test
    void stopEndsTheKeptProcessesAndNoOther() throws Exception {
        Process first = sleeping();
        Process second = sleeping();
        Process other = sleeping();
        kept.remember(List.of(second.pid(), first.pid()));
        assertThat(run("--stop")).isZero();
        assertThat(told()).contains("stopped 2 processes");
        assertThat(first.isAlive()).isFalse();
        assertThat(second.isAlive()).isFalse();
        assertThat(other.isAlive()).isTrue();
        assertThat(kept.alive()).isEmpty();

        printed.reset();
        assertThat(run("--stop")).isZero();
        assertThat(told()).contains("nothing was kept");
    }

    @Test
    void aProcessThatEndedByItselfIsNotInTheWay() throws Exception {
        Process process = sleeping();
        kept.remember(List.of(process.pid()));
        process.destroyForcibly().waitFor();
        assertThat(kept.alive()).isEmpty();
        assertThat(run("--stop")).isZero();
        assertThat(told()).contains("nothing was kept");
    }

    @Test
    void aPidThatAnotherProgramGotSinceIsNotEnded() throws Exception {
        Process process = sleeping();
        kept.remember(List.of(process.pid()));
        Path file = folder.resolve("kept");
        // As if the kept process had started in another year under the same number.
        Files.writeString(file, Files.readString(file).replaceAll(" \\d{4}-", " 2001-"));
        assertThat(kept.alive()).isEmpty();
        assertThat(run("--stop")).isZero();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aProcessThatIgnoresTheSignalIsEndedByForce() throws Exception {
        Process stubborn = start("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done");
        assertThat(stubborn.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
        kept.remember(List.of(stubborn.pid()));
        assertThat(new Kept(folder, Duration.ofMillis(200)).stop()).isEqualTo(1);
        assertThat(stubborn.isAlive()).isFalse();
    }

    private int run(String... arguments) throws Exception {
        return DemoMain.run(root, List.of(arguments), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String told() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private Process sleeping() throws IOException {
        return start("sleep", "600");
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }
}
