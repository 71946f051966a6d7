package io.countersign.cli.stop;

import io.countersign.cli.CliException;
import io.countersign.cli.SafeFile;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.SignedStop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The spool of a signer, or a folder to be copied there: {@code stops/<SHA-256 of the payload in hex>.json}. It is how a stop
 * reaches a signer past registry and broker.
 */
public final class SpoolFolder {
    private final Path folder;

    public SpoolFolder(Path folder) {
        this.folder = folder;
    }

    public Path write(SignedStop stop) throws CliException {
        try {
            Path stops = Files.createDirectories(folder.resolve("stops"));
            Path file = stops.resolve(stop.digest().hex() + ".json");
            SafeFile.write(file, stop.file());
            return file;
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (IOException e) {
            throw CliException.failed(
                    "the stop cannot be written to " + folder + ": " + e,
                    "write it to a folder of your own with --spool, and copy stops/ into each signer's spool",
                    e);
        }
    }

    /** What lies there, unverified; files that are no stops are left out, as the signer would refuse them. */
    public List<SignedStop> read() throws CliException {
        Path stops = folder.resolve("stops");
        if (!Files.isDirectory(stops)) {
            return List.of();
        }
        List<SignedStop> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(stops)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                parsed(file).forEach(found::add);
            }
        } catch (IOException e) {
            throw CliException.failed("the spool " + stops + " cannot be read", "make it readable for yourself", e);
        }
        return found;
    }

    private static Stream<SignedStop> parsed(Path file) throws IOException {
        try {
            return Stream.of(SignedStop.parse(Files.readAllBytes(file)));
        } catch (RefusedException e) {
            return Stream.empty();
        }
    }
}
