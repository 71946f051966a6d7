package io.countersign.tlog;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A published log as a directory. Reads only what lies inside it. */
public final class FileTileStore implements TileStore {
    private final Path directory;

    public FileTileStore(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        if (!path.equals(CHECKPOINT) && TilePath.parse(path).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(directory.resolve(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<SortedSet<String>> list() throws IOException {
        SortedSet<String> paths = new TreeSet<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                paths.add(directory.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }
        });
        return Optional.of(paths);
    }
}
