package io.countersign.tlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * Files that are either wholly there or not at all, also after a power cut: temporary file, fsync, rename, fsync of the
 * directory. An error of any step leaves the state of the disk unknown; the caller must stop and recover by reopening,
 * never try the step again (a second fsync may succeed without the data, as PostgreSQL learned in 2018).
 */
final class DurableFiles {
    private static final String TEMPORARY = "tmp";

    private final Path root;
    private final WriteProbe probe;

    DurableFiles(Path root, WriteProbe probe) throws IOException {
        this.root = root;
        this.probe = probe;
        Files.createDirectories(root.resolve(TEMPORARY));
    }

    Path root() {
        return root;
    }

    void write(String file, byte[] content) throws IOException {
        probe.reached(WriteProbe.Moment.STARTING, file);
        Path target = root.resolve(file);
        createDirectories(target.getParent());
        // Beside the log, never in it: whoever copies the log after a crash sees no half-written file.
        Path temporary = root.resolve(TEMPORARY).resolve(file.replace('/', '_'));
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        probe.reached(WriteProbe.Moment.TEMPORARY_DURABLE, file);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        probe.reached(WriteProbe.Moment.RENAMED, file);
        syncDirectory(target.getParent());
        probe.reached(WriteProbe.Moment.DIRECTORY_DURABLE, file);
    }

    byte[] readBack(String file) throws IOException {
        probe.reached(WriteProbe.Moment.READING_BACK, file);
        return Files.readAllBytes(root.resolve(file));
    }

    void delete(String file) throws IOException {
        probe.reached(WriteProbe.Moment.DELETING, file);
        Files.delete(root.resolve(file));
    }

    /** What a crash left half-written. */
    void clearTemporaries() throws IOException {
        try (Stream<Path> leftovers = Files.list(root.resolve(TEMPORARY))) {
            for (Path leftover : leftovers.toList()) {
                Files.delete(leftover);
            }
        }
    }

    private void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        createDirectories(directory.getParent());
        Files.createDirectory(directory);
        syncDirectory(directory.getParent());
    }

    /** Linux lets a directory be opened for reading and forced; that makes its new names durable. */
    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
