package io.countersign.registry.postgres;

import io.countersign.runtime.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The registry's database. There is no password: the certificate is the login. */
public record DatabaseConfig(
        @Setting(
                        doc =
                                "JDBC address, jdbc:postgresql://host:port/database; the host is checked against the server's certificate")
                String url,
        @Setting(doc = "Role of the service: reads and writes rows, creates nothing", byDefault = "registry")
                String role,
        @Setting(doc = "Connections kept at most; each worker holds one while it works", byDefault = "10")
                int connections,
        @Setting(doc = "Who migrates at the start; left out, somebody else has done it") Optional<Owner> owner) {

    /** The role that owns the tables, with an identity of its own. */
    public record Owner(
            @Setting(doc = "Role that creates tables", byDefault = "registry_owner") String role,
            @Setting(doc = "Folder with its key.pem, cert.pem and ca.pem") Path identity) {}

    public DatabaseConfig {
        if (!url.startsWith("jdbc:postgresql://") || url.contains("?")) {
            throw new IllegalArgumentException(
                    "url is jdbc:postgresql://host:port/database without options, not " + url);
        }
        // One for the relay, one for the projection, one for requests.
        if (connections < 3) {
            throw new IllegalArgumentException("connections must be 3 or more, not " + connections);
        }
    }
}
