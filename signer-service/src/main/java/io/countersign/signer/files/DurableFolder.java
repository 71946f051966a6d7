package io.countersign.signer.files;

import io.countersign.contracts.Bytes;
import io.countersign.signer.core.OutageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Files of one kind in one folder, which a service writes and an operator may add to. A file is offered at every look until somebody
 * says that he took it: what was read and not acted on is no memory.
 */
final class DurableFolder {
    /** An operator copies files; what did not change for so long is no half of a copy. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final Path folder;
    private final String suffix;
    private final long mostOctets;
    private final LongSupplier nanos;
    private final Map<String, Sight> sights = new HashMap<>();
    /** What could not be read at the last look, by name. */
    private final List<String> faults = new ArrayList<>();

    /** Enough to notice that a file was replaced. */
    private record State(long size, FileTime modified, String key) {
        static State of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new IOException("not a regular file");
            }
            return new State(attributes.size(), attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
        }
    }

    /**
     * A file as it is known here.
     *
     * @param since monotonic, when it was first seen in this state
     */
    private record Sight(State state, long since, boolean taken) {}

    private DurableFolder(Path folder, String suffix, long mostOctets, LongSupplier nanos) {
        this.folder = folder;
        this.suffix = suffix;
        this.mostOctets = mostOctets;
        this.nanos = nanos;
    }

    /**
     * Makes the folder when it is missing.
     *
     * @param suffix of the names that count
     * @param mostOctets of a file that is read at all
     * @param nanos monotonic, as {@link System#nanoTime}
     */
    static DurableFolder open(Path folder, String suffix, long mostOctets, LongSupplier nanos) throws IOException {
        return new DurableFolder(Files.createDirectories(folder), suffix, mostOctets, nanos);
    }

    /** Files that nobody took as they are now, by name: 2 before 10. What cannot be read costs only itself, see {@link #requireAll}. */
    Map<String, Bytes> news() throws IOException {
        List<Path> files = files();
        sights.keySet().retainAll(files.stream().map(DurableFolder::name).toList());
        faults.clear();
        Map<String, Bytes> news = new LinkedHashMap<>();
        for (Path file : files) {
            try {
                look(file).ifPresent(content -> news.put(name(file), content));
            } catch (IOException e) {
                faults.add(folder.getFileName() + "/" + name(file) + " (" + e + ")");
            }
        }
        return news;
    }

    /** An outage while there is a file that the last look could not read: nobody knows what it says. */
    void requireAll() throws OutageException {
        if (!faults.isEmpty()) {
            throw new OutageException("the spool has files that this signer cannot read: " + String.join(", ", faults)
                    + "; make them readable for it, or take them out");
        }
    }

    /** Whether nothing stands here that was not taken: no file but those that somebody knows the content of. */
    boolean isTaken() throws IOException {
        for (Path file : files()) {
            Sight sight = sights.get(name(file));
            if (sight == null || !sight.taken() || !sight.state().equals(State.of(file))) {
                return false;
            }
        }
        return true;
    }

    /** What the file says is known and done; it is offered again when it has changed since it was read. */
    void taken(String name) {
        sights.computeIfPresent(name, (file, sight) -> new Sight(sight.state(), sight.since(), true));
    }

    /** Durable when this returns; whoever reads sees the former content or all of this. */
    void write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        DurableFile.write(file, content);
        sights.put(name, new Sight(State.of(file), nanos.getAsLong(), true));
    }

    /** One that comes back after a power cut does no harm here. */
    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        sights.remove(name);
    }

    /**
     * Keeps it for a person to look at, under a name that does not count.
     *
     * @return false for a file that changed within the last second: it may be half of what is still being copied, and is offered
     *     again
     */
    boolean putAside(String name) throws IOException {
        Path file = folder.resolve(name);
        Sight sight = sights.get(name);
        // What was taken since, because it was written over or borne out by another file, is not what was refused.
        if (sight == null
                || sight.taken()
                || nanos.getAsLong() - sight.since() < SETTLED.toNanos()
                || !sight.state().equals(State.of(file))) {
            return false;
        }
        Files.move(file, folder.resolve(name + ".refused"), StandardCopyOption.REPLACE_EXISTING);
        sights.remove(name);
        return true;
    }

    /** The content, if nobody took it yet. */
    private Optional<Bytes> look(Path file) throws IOException {
        State state = State.of(file);
        Sight sight = sights.get(name(file));
        if (sight == null || !sight.state().equals(state)) {
            sight = new Sight(state, nanos.getAsLong(), false);
            sights.put(name(file), sight);
        }
        if (sight.taken()) {
            return Optional.empty();
        }
        if (state.size() > mostOctets) {
            throw new IOException(state.size() + " octets, more than " + mostOctets);
        }
        return Optional.of(Bytes.of(Files.readAllBytes(file)));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> name(file).endsWith(suffix))
                    .filter(file -> !Files.isDirectory(file))
                    .sorted(Comparator.comparingInt((Path file) -> name(file).length())
                            .thenComparing(DurableFolder::name))
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
