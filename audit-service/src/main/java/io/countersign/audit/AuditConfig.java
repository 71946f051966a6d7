package io.countersign.audit;

import io.countersign.audit.postgres.DatabaseConfig;
import io.countersign.hsm.TokenConfig;
import io.countersign.runtime.config.SecretFile;
import io.countersign.runtime.config.Setting;
import io.countersign.runtime.config.TrustPin;
import io.countersign.runtime.http.HttpsConfig;
import io.countersign.runtime.kafka.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Everything that the audit-service is told. */
public record AuditConfig(
        @Setting(
                        doc = "Name of this instance, stable over restarts; tells holders of the head register apart",
                        byDefault = "audit-0")
                String instance,
        @Setting(doc = "Folder with key.pem, cert.pem and ca.pem of this service") Path identity,
        @Setting(doc = "The root of trust: whose transcript, log keys and certificates count") TrustPin trust,
        @Setting(doc = "Kafka") KafkaConfig kafka,
        @Setting(doc = "The log itself") Log log,
        @Setting(doc = "Token with the log's signing keys") Token token,
        @Setting(doc = "Postgres") DatabaseConfig database,
        @Setting(doc = "REST port: checkpoint, tiles, proofs, receipts; operation log:read") HttpsConfig http,
        @Setting(doc = "Operators' port; operation ops:read") HttpsConfig ops) {

    /** Where the log is and how it starts. */
    public record Log(
            @Setting(
                            doc =
                                    "Data directory on a local disk that honours fsync; log/ below it is what may be published, the rest is"
                                            + " the writer's own. Restoring an older copy is refused at start")
                    Path directory,
            @Setting(
                            doc =
                                    "Origin of the log, a name like a URL without scheme; also the name of its keys. As in the trust"
                                            + " document")
                    String origin,
            @Setting(
                            doc =
                                    "File with the two verifier keys of the log, one a line (log.vkeys of the ceremony). As in the"
                                            + " trust document")
                    Path keys,
            @Setting(
                            doc =
                                    "Transcript of the key ceremony (transcript.json); becomes leaf 0, so an empty log without it is refused")
                    Optional<Path> transcript) {}

    /** PKCS#11 access to the two log keys. */
    public record Token(
            @Setting(doc = "Absolute path of the PKCS#11 module") Path module,
            @Setting(doc = "Label of the token", byDefault = "log") String label,
            @Setting(doc = "File with the user PIN") SecretFile pinFile,
            @Setting(doc = "Label of the Ed25519 key", byDefault = "log-ed25519") String ed25519,
            @Setting(doc = "Label of the P-256 key", byDefault = "log-p256") String p256,
            @Setting(doc = "How long one signature may take before the token counts as away", byDefault = "5s")
                    Duration deadline) {
        TokenConfig toConfig() {
            return new TokenConfig(module, label, pinFile.path(), 1, deadline);
        }
    }
}
