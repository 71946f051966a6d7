package io.countersign.hsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A path to the module that this process has not used yet.
 *
 * <p>The JDK keeps one native module per path string and calls C_Initialize once for each, so a provider on an old path
 * can never reach a restarted HSM. A fresh link makes it connect and initialise again; a fresh copy moreover gets its
 * own library instance, which is what a module needs that remembers its failure in memory. The file may go as soon as
 * the library is loaded: closing deletes it.
 */
final class FreshModule implements AutoCloseable {
    private final Path directory;
    private final Path path;

    private FreshModule(Path directory, Path path) {
        this.directory = directory;
        this.path = path;
    }

    static FreshModule link(Path module) throws HsmUnavailableException {
        return create(module, false);
    }

    static FreshModule copy(Path module) throws HsmUnavailableException {
        return create(module, true);
    }

    private static FreshModule create(Path module, boolean copy) throws HsmUnavailableException {
        try {
            Path real = module.toRealPath();
            // createTempDirectory makes it 0700: nobody else can swap the library before it is loaded.
            Path directory = Files.createTempDirectory("countersign-hsm-");
            Path path = directory.resolve(real.getFileName());
            if (copy) {
                Files.copy(real, path);
            } else {
                Files.createSymbolicLink(path, real);
            }
            return new FreshModule(directory, path);
        } catch (IOException e) {
            throw new HsmUnavailableException("PKCS#11 module cannot be linked: " + module, e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
