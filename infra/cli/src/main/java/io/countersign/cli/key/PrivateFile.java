package io.countersign.cli.key;

import io.countersign.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Files with secrets: their owner's alone. */
final class PrivateFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private PrivateFile() {}

    static void require(Path file, String what) throws CliException {
        try {
            Set<PosixFilePermission> mode = EnumSet.copyOf(OTHERS);
            mode.retainAll(Files.getPosixFilePermissions(file));
            if (!mode.isEmpty()) {
                throw CliException.failed(
                        what + " " + file + " is open to others: " + mode, "make it yours alone: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw CliException.failed(what + " " + file + " cannot be read", "name a file that is there", e);
        }
    }
}
