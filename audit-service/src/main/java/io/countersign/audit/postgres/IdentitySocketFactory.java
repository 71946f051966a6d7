package io.countersign.audit.postgres;

import io.countersign.runtime.tls.MutualTls;
import java.nio.file.Path;
import org.postgresql.ssl.WrappedFactory;

/**
 * TLS for the JDBC driver with the identity of the moment a connection is made. The driver constructs it from the folder's
 * name; the identity must be open. The server's name is checked by the driver itself ({@code sslmode=verify-full}).
 */
public final class IdentitySocketFactory extends WrappedFactory {
    public IdentitySocketFactory(String identityFolder) {
        factory = MutualTls.opened(Path.of(identityFolder)).socketFactory();
    }
}
