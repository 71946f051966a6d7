package io.countersign.cli.revoke;

import io.countersign.cli.CliException;
import io.countersign.cli.SafeFile;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.RevocationFile;
import io.countersign.orders.RevocationOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The spool of a signer, or a folder to be copied there: {@code revocations/<SHA-256 of the payload in hex>.json}. An order that
 * lacks signatures has another ending, because a signer would refuse it.
 */
public final class RevocationSpool {
    private static final String COMPLETE = ".json";
    private static final String GATHERING = ".gathering";

    private final Path folder;

    public RevocationSpool(Path folder) {
        this.folder = folder;
    }

    /** Keeps the order where the signer, or the next revoker, finds it. */
    public Path write(RevocationOrder order, SignedRevocation signed, boolean complete) throws CliException {
        try {
            Files.createDirectories(file(order.digest(), GATHERING).getParent());
            Path file = file(order.digest(), complete ? COMPLETE : GATHERING);
            SafeFile.write(file, RevocationFile.of(signed));
            if (complete) {
                Files.deleteIfExists(file(order.digest(), GATHERING));
            }
            return file;
        } catch (IOException e) {
            throw CliException.failed(
                    "the revocation cannot be written to " + folder + ": " + e,
                    "write it to a folder of your own with --spool, and copy revocations/ into the signer's spool",
                    e);
        }
    }

    /** An order that waits for signatures here. */
    public SignedRevocation gathering(Sha256 digest) throws CliException {
        Path file = file(digest, GATHERING);
        try {
            return RevocationFile.parse(Files.readAllBytes(file));
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (IOException e) {
            throw CliException.failed(
                    "no revocation gathers signatures in " + file,
                    "begin one with: countersign revoke --certificate FILE --why TEXT --key KEY --spool DIR",
                    e);
        }
    }

    private Path file(Sha256 digest, String ending) {
        return folder.resolve("revocations").resolve(digest.hex() + ending);
    }
}
