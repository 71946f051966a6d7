package io.countersign.stack;

import java.nio.file.Path;

/**
 * Where one database server lives and who it is.
 *
 * @param binaries folder of unpacked server binaries, see {@link PostgresBinaries}
 * @param folder data, configuration and log; a restart on the same folder keeps the data
 * @param port loopback port
 * @param server certificate of the server, {@code CN=postgres,OU=countersign}; its {@code ca} is whom it trusts
 * @param admin {@code CN=admin,OU=countersign}, mapped to the superuser {@code postgres}
 */
public record PostgresSettings(Path binaries, Path folder, int port, Identity server, Identity admin) {
    public PostgresSettings {
        // The server is found again by its data folder in the process table: the path must be the full one.
        folder = folder.toAbsolutePath().normalize();
    }

    Path data() {
        return folder.resolve("data");
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    Path configuration() {
        return folder.resolve("postgresql.conf");
    }

    Path hba() {
        return folder.resolve("pg_hba.conf");
    }

    Path ident() {
        return folder.resolve("pg_ident.conf");
    }

    /**
     * The whole postgresql.conf; every setting not named has the server's own default. Durable: fsync and
     * synchronous_commit are said aloud because the embedding library we take the binaries from turns both off.
     */
    String renderConfiguration() {
        return """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 100
                shared_buffers = '128MB'
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_line_prefix = '%%m [%%p] %%u@%%d '
                ssl = on
                ssl_cert_file = '%s'
                ssl_key_file = '%s'
                ssl_ca_file = '%s'
                ssl_min_protocol_version = 'TLSv1.3'
                hba_file = '%s'
                ident_file = '%s'
                """
                .formatted(port, server.cert(), server.key(), server.ca(), hba(), ident());
    }

    /** One line: certificate over TLS from loopback, or nothing. */
    String renderHba() {
        return "hostssl all all 127.0.0.1/32 cert clientname=DN map=countersign\n";
    }

    /** Which certificate is which role; a DN is compared in RFC 2253 order. */
    String renderIdent() {
        return """
                countersign "CN=registry-service,OU=countersign" registry
                countersign "CN=registry-owner,OU=countersign"   registry_owner
                countersign "CN=audit-service,OU=countersign"    audit
                countersign "CN=audit-owner,OU=countersign"      audit_owner
                countersign "CN=admin,OU=countersign"            postgres
                """;
    }
}
