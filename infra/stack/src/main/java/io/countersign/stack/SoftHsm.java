package io.countersign.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * SoftHSM2 with a token store of its own; tokens themselves are made by the hsm module.
 *
 * @param module the PKCS#11 library
 * @param configuration softhsm2.conf, named to a process by its environment ({@link #environment()})
 */
public record SoftHsm(Path module, Path configuration) {
    private static final List<Path> USUAL_PLACES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path.of("/usr/local/lib/softhsm/libsofthsm2.so"));

    /** Writes the configuration for a token store in {@code folder} (mode 0700); existing tokens stay. */
    public static SoftHsm in(Path folder) {
        Path tokens = folder.toAbsolutePath().resolve("tokens");
        try {
            Files.createDirectories(
                    tokens, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException failure) {
            throw new StackException("cannot create " + tokens, failure);
        }
        Path configuration = folder.toAbsolutePath().resolve("softhsm2.conf");
        PrivateFile.write(
                configuration,
                """
                directories.tokendir = %s
                objectstore.backend = file
                objectstore.umask = 0077
                log.level = ERROR
                slots.removable = false
                slots.mechanisms = ALL
                library.reset_on_fork = false
                """
                        .formatted(tokens));
        return new SoftHsm(findModule(), configuration);
    }

    /** System property {@code softhsm.module}, else the places where distributions put it. */
    public static Path findModule() {
        String configured = System.getProperty("softhsm.module");
        if (configured != null) {
            return Path.of(configured);
        }
        return USUAL_PLACES.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new StackException("no libsofthsm2.so in " + USUAL_PLACES + ": install softhsm2"));
    }

    /** What a child process needs to find these tokens. */
    public Map<String, String> environment() {
        return Map.of("SOFTHSM2_CONF", configuration.toString());
    }
}
