package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The log's public keys in a file, one {@code name+hash+base64} line each; every one of them must have signed. */
final class VkeyFile {
    private VkeyFile() {}

    /** @param origin first line of the checkpoint, or null for the name of the first key, which logs take for it */
    static CheckpointVerifier read(Path file, String origin) throws CliException {
        try {
            List<VerifierKey> keys = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(VerifierKey::parse)
                    .toList();
            if (keys.isEmpty()) {
                throw CliException.failed(file + " holds no verifier key", "take log.vkeys from the ceremony's output");
            }
            return new CheckpointVerifier(origin == null ? keys.get(0).name() : origin, keys);
        } catch (IOException e) {
            throw CliException.failed("the file " + file + " cannot be read", "name the log's keys with --vkey", e);
        } catch (IllegalArgumentException e) {
            throw CliException.failed(file + ": " + e.getMessage(), "take log.vkeys from the ceremony's output", e);
        }
    }
}
