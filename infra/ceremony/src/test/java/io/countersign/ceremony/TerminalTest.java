package io.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private Path secret;

    @BeforeEach
    void writeSecret() throws Exception {
        secret = Files.writeString(folder.resolve("secret"), "4711\n");
    }

    private String script(String text) throws Exception {
        return "sh " + Files.writeString(folder.resolve("ask.sh"), text);
    }

    @Test
    void typesTheSecretWhenAskedAndNeverShowsIt() throws Exception {
        String ask = script("printf 'PIN: '; read pin; test \"$pin\" = 4711 && echo opened");
        try (Terminal terminal = Terminal.run(ask)) {
            assertThat(terminal.answer("PIN: ", secret, LONG)).isTrue();
            assertThat(terminal.output()).contains("opened").doesNotContain("4711");
        }
    }

    @Test
    void typesItAgainWhenTheFirstTimeWasThrownAway() throws Exception {
        // Reads and discards one line before it really asks, as a flush of the keyboard would.
        String ask = script("printf 'PIN: '; read lost; read pin; test \"$pin\" = 4711 && echo opened");
        try (Terminal terminal = Terminal.run(ask)) {
            assertThat(terminal.answer("PIN: ", secret, LONG)).isTrue();
            assertThat(terminal.output()).contains("opened");
        }
    }

    @Test
    void reportsACommandThatFails() throws Exception {
        String ask = script("printf 'PIN: '; read pin; echo refused; exit 3");
        try (Terminal terminal = Terminal.run(ask)) {
            assertThat(terminal.answer("PIN: ", secret, LONG)).isFalse();
            assertThat(terminal.output()).contains("refused");
        }
    }

    @Test
    void leavesACommandThatNeverEnds() throws Exception {
        String ask = script("printf 'PIN: '; cat");
        try (Terminal terminal = Terminal.run(ask)) {
            assertThat(terminal.answer("PIN: ", secret, Duration.ofSeconds(1))).isFalse();
        }
    }
}
