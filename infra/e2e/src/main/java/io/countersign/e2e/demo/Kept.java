package io.countersign.e2e.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The processes of a demo that was left running: who they are, so that a later call can find and end exactly those. */
final class Kept {
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Path file;
    private final Duration grace;

    Kept(Path folder) {
        this(folder, GRACE);
    }

    /** @param grace how long a process has for an orderly end before it is killed */
    Kept(Path folder, Duration grace) {
        this.file = folder.resolve("kept");
        this.grace = grace;
    }

    /** Remembers these processes, in the order in which they must be ended. */
    void remember(List<Long> pids) throws IOException {
        List<String> lines = new ArrayList<>();
        for (long pid : pids) {
            ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .ifPresent(start -> lines.add(pid + " " + start));
        }
        Files.write(file, lines);
    }

    /** What still runs of it. A pid that another program has got since is not one of ours: its start differs. */
    List<ProcessHandle> alive() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<ProcessHandle> alive = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ", 2);
            Instant start = Instant.parse(parts[1]);
            Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parts[0]));
            process.filter(ProcessHandle::isAlive)
                    .filter(found ->
                            found.info().startInstant().filter(start::equals).isPresent())
                    .ifPresent(alive::add);
        }
        return alive;
    }

    /** Ends what still runs, in order; returns how many processes that were. */
    int stop() throws IOException, InterruptedException, ExecutionException {
        List<ProcessHandle> processes = alive();
        for (ProcessHandle process : processes) {
            process.destroy();
            try {
                process.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
                process.onExit().get();
            }
        }
        Files.deleteIfExists(file);
        return processes.size();
    }
}
