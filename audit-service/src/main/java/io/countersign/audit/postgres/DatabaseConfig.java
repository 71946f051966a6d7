package io.countersign.audit.postgres;

import io.countersign.runtime.config.Setting;

/** Where the head register and the leaf index are. The role is chosen by the server from the identity's certificate. */
public record DatabaseConfig(
        @Setting(doc = "Host of the Postgres server, as its certificate names it", byDefault = "localhost") String host,
        @Setting(doc = "TCP port of the Postgres server", byDefault = "5432") int port,
        @Setting(doc = "Name of the database", byDefault = "audit") String name,
        @Setting(doc = "Database role; the server compares it with the certificate", byDefault = "audit")
                String role) {}
