package io.countersign.e2e.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs outside programs as an administrator would, each with a time limit, and keeps what they said. */
public final class Shell {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Shell() {}

    /** What a program said and how it ended. Output and errors are one text, in the order they came. */
    public record Result(List<String> command, int exit, String output) {
        /** This result, if the program ended well; otherwise throws with all it said. */
        public Result orFail() {
            if (exit != 0) {
                throw new FailedCheckException(String.join(" ", command) + " ended with " + exit + ":\n" + output);
            }
            return this;
        }
    }

    public static Result run(String... command) {
        return run(List.of(command), Map.of());
    }

    public static Result run(List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("shell-", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new FailedCheckException(String.join(" ", command) + " did not end within " + LIMIT);
                }
                String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
                return new Result(command, process.exitValue(), said);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedCheckException("interrupted while running " + command.get(0));
        }
    }
}
