package io.countersign.cli.trust;

import io.countersign.cli.SafeFile;
import io.countersign.orders.TrustFollower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One file for each version that this person has seen. */
record TrustMemory(Path folder) implements TrustFollower.Memory {
    @Override
    public Optional<byte[]> read(long version) throws IOException {
        Path file = folder.resolve(version + ".json");
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    @Override
    public void write(long version, byte[] file) throws IOException {
        Files.createDirectories(folder);
        SafeFile.write(folder.resolve(version + ".json"), file);
    }
}
