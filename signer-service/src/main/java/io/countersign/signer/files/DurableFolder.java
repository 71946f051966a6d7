package io.countersign.signer.files;

import io.countersign.contracts.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files of one kind in one folder, which a service writes and an operator may add to. */
final class DurableFolder {
    private final Path folder;
    private final String suffix;
    private final long mostOctets;
    private final Map<Path, Seen> seen = new HashMap<>();

    /** Enough to notice that a file was replaced. */
    private record Seen(long size, long modifiedMillis) {
        static Seen of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(attributes.size(), attributes.lastModifiedTime().toMillis());
        }
    }

    private DurableFolder(Path folder, String suffix, long mostOctets) {
        this.folder = folder;
        this.suffix = suffix;
        this.mostOctets = mostOctets;
    }

    /**
     * Makes the folder when it is missing.
     *
     * @param suffix of the names that count
     * @param mostOctets of a file that is read at all
     */
    static DurableFolder open(Path folder, String suffix, long mostOctets) throws IOException {
        return new DurableFolder(Files.createDirectories(folder), suffix, mostOctets);
    }

    /** Files that were not there, or were others, when last asked. */
    SortedMap<String, Bytes> news() throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .filter(Files::isRegularFile)
                    .toList();
        }
        SortedMap<String, Bytes> news = new TreeMap<>();
        for (Path file : files) {
            Seen now = Seen.of(file);
            if (now.size() <= mostOctets && !now.equals(seen.put(file, now))) {
                news.put(file.getFileName().toString(), Bytes.of(Files.readAllBytes(file)));
            }
        }
        return news;
    }

    /** Durable when this returns; whoever reads sees the former content or all of this. */
    void write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        DurableFile.write(file, content);
        seen.put(file, Seen.of(file));
    }

    /** One that comes back after a power cut does no harm here. */
    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        seen.remove(folder.resolve(name));
    }

    /** Keeps it for a person to look at, under a name that does not count. */
    void putAside(String name) throws IOException {
        Files.move(folder.resolve(name), folder.resolve(name + ".refused"), StandardCopyOption.REPLACE_EXISTING);
        seen.remove(folder.resolve(name));
    }
}
