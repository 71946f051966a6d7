package io.countersign.signer;

import io.countersign.hsm.TokenConfig;
import io.countersign.runtime.config.Setting;
import io.countersign.runtime.config.TrustPin;
import io.countersign.runtime.http.HttpsConfig;
import io.countersign.runtime.kafka.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Everything the signer is told. Roles of people, profiles and log keys stand in the trust document and nowhere here. */
public record SignerConfig(
        @Setting(doc = "Folder with key.pem, cert.pem and ca.pem of this service") Path identity,
        @Setting(
                        doc =
                                "Number of this instance, from 0; no two live signers share one, a second one ends and names the first")
                int ordinal,
        KafkaConfig kafka,
        TrustPin trust,
        Token token,
        @Setting(
                        doc =
                                "PEM files of the CA certificates this signer signs for: exactly the trust document's issuers; every"
                                        + " signature is verified under these files")
                List<Path> issuers,
        @Setting(
                        doc =
                                "Folder of this signer's own: keeps the stops and trust document versions it acts on, the newest CRL of"
                                        + " each issuer and revoke orders under way; signed ones put into its stops/, trust/,"
                                        + " crls/ (*.crl, DER or PEM; the ceremony's is the first) or revocations/ by hand"
                                        + " count as well")
                Path spool,
        Pending pending,
        HttpsConfig ops) {

    public SignerConfig {
        if (ordinal < 0) {
            throw new IllegalArgumentException("ordinal counts from 0, not " + ordinal);
        }
        if (issuers.isEmpty()) {
            throw new IllegalArgumentException("issuers must name at least one file");
        }
    }

    /** The issuing token. */
    public record Token(
            @Setting(
                            doc =
                                    "Absolute path of the PKCS#11 library; it runs inside this process, so only root may write it")
                    Path module,
            @Setting(doc = "Label of the token") String label,
            @Setting(doc = "File with the user PIN; a wrong PIN is never tried twice") Path pinFile,
            @Setting(
                            doc = "Label of the generic secret that serial numbers come from",
                            byDefault = "countersign-serial")
                    String serialSecret,
            @Setting(doc = "HSM calls in flight at once, 1 to 5", byDefault = "5") int concurrency,
            @Setting(doc = "Longest wait for one HSM call; beyond it the batch waits and comes again", byDefault = "5s")
                    Duration deadline) {
        TokenConfig toTokenConfig() {
            return new TokenConfig(module, label, pinFile, concurrency, deadline);
        }
    }

    /** When admitting stops because the audit log falls behind. */
    public record Pending(
            @Setting(doc = "Intents of one partition that may wait for receipts", byDefault = "5000") int most,
            @Setting(doc = "How long one may wait for its receipt", byDefault = "30s") Duration longest) {}
}
