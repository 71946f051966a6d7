package io.countersign.signer.files;

import io.countersign.signer.core.HeadStore;
import io.countersign.signer.core.OutageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The newest known head of the log as the file {@code checkpoint} of the spool: the signed note as it was told. */
public final class HeadFile implements HeadStore {
    private final Path file;

    public HeadFile(Path spool) {
        this.file = spool.resolve("checkpoint");
    }

    @Override
    public Optional<byte[]> head() throws OutageException {
        try {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw SpoolDirectory.outage(e);
        }
    }

    @Override
    public void keepHead(byte[] note) throws OutageException {
        try {
            DurableFile.write(file, note);
        } catch (IOException e) {
            throw SpoolDirectory.outage(e);
        }
    }
}
