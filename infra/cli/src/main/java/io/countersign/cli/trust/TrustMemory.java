package io.countersign.cli.trust;

import io.countersign.cli.CliException;
import io.countersign.cli.SafeFile;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.TrustChain;
import io.countersign.orders.TrustDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Every version after the pinned one that this person has seen, one file each, so that nobody can take them back. */
final class TrustMemory {
    private final Path folder;

    TrustMemory(Path folder) {
        this.folder = folder;
    }

    /** The pinned version and all that were seen after it; each is verified again. */
    TrustChain chain(TrustDocument pinned, Instant now) throws CliException {
        TrustChain chain = TrustChain.of(pinned);
        for (Path file = file(chain); Files.exists(file); file = file(chain)) {
            try {
                chain = chain.with(Files.readAllBytes(file), now);
            } catch (RefusedException e) {
                throw CliException.failed(
                        "the remembered trust version " + file + " does not count: " + e.refusal(),
                        "find out who changed it; removing it forgets that the version was seen",
                        e);
            } catch (IOException e) {
                throw CliException.failed(
                        "the remembered trust version " + file + " cannot be read", "make it readable for yourself", e);
            }
        }
        return chain;
    }

    void remember(TrustDocument version, byte[] file) throws CliException {
        try {
            Files.createDirectories(folder);
            SafeFile.write(folder.resolve(version.version() + ".json"), file);
        } catch (IOException e) {
            throw CliException.failed(
                    "trust version " + version.version() + " cannot be remembered in " + folder,
                    "make the context file's folder writable, or pin that version in the context file",
                    e);
        }
    }

    private Path file(TrustChain chain) {
        return folder.resolve(chain.current().version() + 1 + ".json");
    }
}
