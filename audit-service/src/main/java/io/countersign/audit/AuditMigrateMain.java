package io.countersign.audit;

import io.countersign.audit.postgres.Database;
import io.countersign.audit.postgres.DatabaseConfig;
import io.countersign.runtime.config.ConfigException;
import io.countersign.runtime.config.ConfigReader;
import io.countersign.runtime.config.Setting;
import io.countersign.runtime.tls.MutualTls;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the audit database up to date and ends. Runs under the owner's identity, which the service never has: the service
 * can change rows, not tables.
 */
public final class AuditMigrateMain {
    private static final Logger LOG = LoggerFactory.getLogger(AuditMigrateMain.class);

    private AuditMigrateMain() {}

    /** What a migration is told. */
    public record MigrateConfig(
            @Setting(doc = "Folder with key.pem, cert.pem and ca.pem of the database's owner") Path identity,
            @Setting(doc = "The database, with the owner's role") DatabaseConfig database) {}

    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    static int run(List<String> args) {
        if (args.size() != 2 || !args.get(0).equals("--config")) {
            System.err.println("usage: audit-migrate --config FILE");
            return 2;
        }
        try {
            MigrateConfig config = ConfigReader.read(Path.of(args.get(1)), MigrateConfig.class);
            try (MutualTls tls = MutualTls.open(config.identity())) {
                LOG.info("{} migrations executed", Database.migrate(config.database(), tls));
            }
            return 0;
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
        } catch (Exception e) {
            LOG.error("the audit database cannot be migrated: {}", e.toString(), e);
        }
        return 1;
    }
}
