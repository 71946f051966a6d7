package io.countersign.registry.postgres;

import io.countersign.runtime.tls.MutualTls;
import java.nio.file.Path;
import org.postgresql.ssl.WrappedFactory;

/**
 * Connections to Postgres under an identity that follows its files. The driver makes one of these for each connection, by name and
 * with one string; the host name is checked afterwards by {@code sslmode=verify-full}.
 */
public final class IdentitySocketFactory extends WrappedFactory {
    /**
     * Made by the driver.
     *
     * @param folder of an identity that is open already, see {@link MutualTls#opened}
     */
    public IdentitySocketFactory(String folder) {
        factory = MutualTls.opened(Path.of(folder)).socketFactory();
    }
}
