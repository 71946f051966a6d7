package io.countersign.signer.files;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.SignedStop;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The spool as two folders: {@code stops/<digest of the payload>.json} and {@code trust/<version>.json}. An operator may put a file
 * of any other name ending in {@code .json} there.
 */
public final class SpoolDirectory implements Spool {
    private static final String SUFFIX = ".json";
    /** A trust document has at most 6 MiB. */
    private static final long MOST_OCTETS = 16L * 1024 * 1024;

    private final Path stops;
    private final Path trust;
    private final Map<Path, Seen> seen = new HashMap<>();

    /** Enough to notice that a file was replaced. */
    private record Seen(long size, long modifiedMillis) {
        static Seen of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(attributes.size(), attributes.lastModifiedTime().toMillis());
        }
    }

    private SpoolDirectory(Path stops, Path trust) {
        this.stops = stops;
        this.trust = trust;
    }

    /** Makes the two folders when they are missing. */
    public static SpoolDirectory open(Path folder) throws IOException {
        return new SpoolDirectory(
                Files.createDirectories(folder.resolve("stops")), Files.createDirectories(folder.resolve("trust")));
    }

    @Override
    public List<Found> news() throws OutageException {
        try {
            List<Found> found = new ArrayList<>();
            look(trust, Kind.TRUST, found);
            look(stops, Kind.STOP, found);
            return found;
        } catch (IOException e) {
            throw outage(e);
        }
    }

    @Override
    public void keep(SignedStop stop) throws OutageException {
        try {
            write(stops.resolve(stop.digest().hex() + SUFFIX), stop.file());
        } catch (RefusedException e) {
            throw new IllegalArgumentException("only verified stops are kept", e);
        }
    }

    @Override
    public void keep(long version, byte[] trustFile) throws OutageException {
        write(trust.resolve(version + SUFFIX), trustFile);
    }

    @Override
    public void refuse(Found file, String why) throws OutageException {
        Path folder = file.kind() == Kind.TRUST ? trust : stops;
        try {
            Files.move(
                    folder.resolve(file.name()),
                    folder.resolve(file.name() + ".refused"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw outage(e);
        }
    }

    private void look(Path folder, Kind kind, List<Found> found) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .filter(Files::isRegularFile)
                    // Versions come in their order: 2 before 10.
                    .sorted(Comparator.comparingInt(
                                    (Path file) -> file.getFileName().toString().length())
                            .thenComparing(Path::getFileName))
                    .toList();
        }
        for (Path file : files) {
            Seen now = Seen.of(file);
            if (now.size() <= MOST_OCTETS && !now.equals(seen.put(file, now))) {
                found.add(new Found(kind, file.getFileName().toString(), Bytes.of(Files.readAllBytes(file))));
            }
        }
    }

    private void write(Path file, byte[] content) throws OutageException {
        try {
            DurableFile.write(file, content);
            seen.put(file, Seen.of(file));
        } catch (IOException e) {
            throw outage(e);
        }
    }

    static OutageException outage(IOException cause) {
        return new OutageException("the spool does not take or give files: " + cause, cause);
    }
}
