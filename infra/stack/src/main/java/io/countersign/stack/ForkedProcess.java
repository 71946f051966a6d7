package io.countersign.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One child process with its output in a log file (appended, so a restart keeps the history). */
public final class ForkedProcess implements Running {
    /** What a child inherits of our environment: secrets of the calling shell stay out. */
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "TMPDIR", "JAVA_HOME");

    private static final Duration GRACE = Duration.ofSeconds(15);

    private final String name;
    private final Process process;
    private final Path log;

    private ForkedProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts {@code command} and enters it in the ledger. */
    public static ForkedProcess start(
            ProcessLedger ledger, String name, List<String> command, Map<String, String> environment, Path log) {
        try {
            ForkedProcess started =
                    new ForkedProcess(name, builder(command, environment, log).start(), log);
            ledger.add(started);
            return started;
        } catch (IOException failure) {
            throw new StackException("cannot start " + name, failure);
        }
    }

    /** Runs a short command to its end. @throws StackException when it fails or takes longer than {@code limit} */
    static void run(String name, List<String> command, Path log, Duration limit) {
        try {
            Process process = builder(command, Map.of(), log).start();
            ForkedProcess running = new ForkedProcess(name, process, log);
            int code = running.exitCode(limit);
            if (code != 0) {
                throw new StackException(name + " failed with exit code " + code + "\n" + LogTail.of(log));
            }
        } catch (IOException failure) {
            throw new StackException("cannot run " + name, failure);
        }
    }

    private static ProcessBuilder builder(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment);
        return builder;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean alive() {
        return process.isAlive();
    }

    public Path log() {
        return log;
    }

    public String logTail() {
        return LogTail.of(log);
    }

    /** SIGTERM, and SIGKILL when the grace of 15 s is over. */
    @Override
    public void stop() {
        terminate(GRACE);
    }

    /** SIGTERM, SIGKILL after {@code grace}. @return the exit code; 143 and 137 are the signals' own */
    public int terminate(Duration grace) {
        process.destroy();
        if (!awaitExit(grace)) {
            process.destroyForcibly();
        }
        return exitCode(GRACE);
    }

    /** SIGKILL: no handler runs, nothing is flushed. Returns when the process is gone. */
    public void kill9() {
        process.destroyForcibly();
        exitCode(GRACE);
    }

    /** Waits for the end. @throws StackException when it still runs after {@code limit} (it is killed then) */
    public int exitCode(Duration limit) {
        if (!awaitExit(limit)) {
            process.destroyForcibly();
            throw new StackException(name + " did not end within " + limit.toSeconds() + " s\n" + logTail());
        }
        return process.exitValue();
    }

    /** @throws StackException when the process has ended; call while waiting for it to become ready */
    void requireAlive() {
        if (!alive()) {
            throw new StackException(name + " ended with exit code " + process.exitValue() + "\n" + logTail());
        }
    }

    private boolean awaitExit(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting for " + name, interrupted);
        }
    }
}
