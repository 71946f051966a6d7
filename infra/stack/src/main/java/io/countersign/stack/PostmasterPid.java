package io.countersign.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What postmaster.pid says, checked against the process table: pids are used again, files stay. */
final class PostmasterPid {
    private final Path data;

    PostmasterPid(Path data) {
        this.data = data;
    }

    /** The living server of this data folder, if there is one. */
    Optional<ProcessHandle> server() {
        Path file = file();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String first =
                    Files.readAllLines(file, StandardCharsets.UTF_8).get(0).strip();
            return ProcessHandle.of(Long.parseLong(first)).filter(this::servesThisFolder);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException unreadable) {
            throw new StackException("cannot read " + file, unreadable);
        }
    }

    /** Removes the file of a server that is gone; Postgres would refuse to start while its pid belongs to anybody. */
    void removeStale() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException failure) {
            throw new StackException("cannot remove " + file(), failure);
        }
    }

    private boolean servesThisFolder(ProcessHandle process) {
        Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return Files.readString(commandLine, StandardCharsets.UTF_8).contains(data.toString());
        } catch (IOException ended) {
            if (process.isAlive()) {
                throw new StackException("cannot read " + commandLine, ended);
            }
            return false;
        }
    }

    private Path file() {
        return data.resolve("postmaster.pid");
    }
}
