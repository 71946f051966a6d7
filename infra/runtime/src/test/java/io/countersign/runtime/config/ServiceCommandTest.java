package io.countersign.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.runtime.life.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceCommandTest {
    record Sample(@Setting(doc = "A name") String name) {}

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> happened = new ArrayList<>();

    @Test
    void runsWithItsConfigurationUntilItIsToldToStop() throws IOException {
        assertThat(run("--config", file("name: one"))).isZero();
        assertThat(happened).containsExactly("one started", "one stopped");
    }

    @Test
    void checksWithoutStartingAnything() throws IOException {
        assertThat(run("--config", file("name: one"), "--check-config")).isZero();
        assertThat(text(out)).endsWith("service.yaml: ok\n");
        assertThat(run("--config", file("nam: one"), "--check-config")).isEqualTo(1);
        assertThat(text(err)).contains("nam: unknown setting; the nearest known one is 'name'", "name: is required");
        assertThat(happened).isEmpty();
    }

    @Test
    void explainsItselfAndRefusesOtherArguments() {
        assertThat(run("--explain-config")).isZero();
        assertThat(text(out)).contains("name  (string, required)\n    A name");
        assertThat(run("--help")).isZero();
        assertThat(run()).isEqualTo(2);
        assertThat(run("--config")).isEqualTo(2);
        assertThat(run("--config", "a.yaml", "--verbose")).isEqualTo(2);
        assertThat(text(err)).contains("usage: sample --config FILE");
    }

    @Test
    void endsWithOneWhenTheServiceCannotBePutTogether() throws IOException {
        int code = command().run(List.of("--config", file("name: one")), Sample.class, (config, life) -> {
            throw new IOException("no such token");
        });
        assertThat(code).isEqualTo(1);
    }

    private int run(String... args) {
        return command()
                .run(
                        List.of(args),
                        Sample.class,
                        (config, life) -> life.add("part", new Part() {
                            @Override
                            public void start() {
                                happened.add(config.name() + " started");
                                life.requestStop();
                            }

                            @Override
                            public void stop(Duration deadline) {
                                happened.add(config.name() + " stopped");
                            }
                        }));
    }

    private ServiceCommand command() {
        return new ServiceCommand(
                "sample",
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("service.yaml"), yaml, StandardCharsets.UTF_8)
                .toString();
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
