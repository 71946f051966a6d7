package io.countersign.stack;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** One service in its own JVM, started by path; nothing of it is on our class path. */
public final class ServiceProcess implements Running, AutoCloseable {
    /** A short start matters more than top speed here; two flags make it reproducible on small machines. */
    private static final List<String> FAST_START = List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError");

    private final ForkedProcess process;

    private ServiceProcess(ForkedProcess process) {
        this.process = process;
    }

    /** Starts it and returns at once; see {@link #awaitReady} and {@link #awaitUntil}. */
    public static ServiceProcess launch(ProcessLedger ledger, ServiceSpec spec) {
        List<String> command = new ArrayList<>();
        command.add(JavaHome.java());
        command.addAll(FAST_START);
        command.addAll(spec.jvm());
        command.add("-cp");
        command.add(spec.classPath().stream().map(Path::toString).collect(Collectors.joining(":")));
        command.add(spec.mainClass());
        command.addAll(spec.arguments());
        return new ServiceProcess(ForkedProcess.start(ledger, spec.name(), command, spec.environment(), spec.log()));
    }

    /**
     * Waits until {@code https://localhost:<opsPort>/readyz} answers 200 to {@code identity}.
     *
     * @throws StackException when the process ends first or the limit is over; says the last answer and the log's tail
     */
    public ServiceProcess awaitReady(int opsPort, Identity identity, Duration limit) {
        HttpClient client = MutualTlsClient.http(identity);
        HttpRequest question = HttpRequest.newBuilder(URI.create("https://localhost:" + opsPort + "/readyz?verbose"))
                .timeout(Duration.ofSeconds(5))
                .build();
        String[] last = {"no answer"};
        Wait.until(
                process.name() + " ready",
                limit,
                () -> {
                    process.requireAlive();
                    HttpResponse<String> answer = client.send(question, HttpResponse.BodyHandlers.ofString());
                    last[0] = answer.statusCode() + " " + answer.body();
                    return answer.statusCode() == 200;
                },
                () -> "last answer: " + last[0] + "\n" + process.logTail());
        return this;
    }

    /** Waits for anything else; the condition may throw while it cannot be asked yet. */
    public ServiceProcess awaitUntil(String what, Duration limit, Callable<Boolean> condition) {
        Wait.until(
                process.name() + " " + what,
                limit,
                () -> {
                    process.requireAlive();
                    return condition.call();
                },
                process::logTail);
        return this;
    }

    @Override
    public String name() {
        return process.name();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean alive() {
        return process.alive();
    }

    public Path log() {
        return process.log();
    }

    /** SIGTERM; SIGKILL when the grace is over. @return the exit code, 143 for a JVM that ended by SIGTERM */
    public int terminate(Duration grace) {
        return process.terminate(grace);
    }

    /** SIGKILL: nothing is flushed, no hook runs. */
    public void kill9() {
        process.kill9();
    }

    /** Waits for a program that ends by itself. */
    public int exitCode(Duration limit) {
        return process.exitCode(limit);
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void close() {
        stop();
    }
}
