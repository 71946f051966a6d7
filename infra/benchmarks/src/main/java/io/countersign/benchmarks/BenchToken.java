package io.countersign.benchmarks;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.SerialNumber;
import io.countersign.hsm.HsmException;
import io.countersign.hsm.ProvisionedKey;
import io.countersign.hsm.TokenConfig;
import io.countersign.hsm.TokenProvisioner;
import io.countersign.stack.SoftHsm;
import io.countersign.x509.CaCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * A SoftHSM token of its own for one run, made by the ceremony's code: so keys have the attributes of real CA keys.
 *
 * @param folder holds the token store, the PIN files and the CA certificates
 */
record BenchToken(Path folder) {
    /** Tells JMH's forks where the token is. */
    static final String PROPERTY = "bench.token";

    private static final String LABEL = "bench";
    private static final Duration CA_LIFE = Duration.ofDays(3650);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int PIN_OCTETS = 16;

    /** The token a fork was told of. */
    static BenchToken ofThisRun() {
        return new BenchToken(Path.of(System.getProperty(PROPERTY)));
    }

    /** Makes token, keys and self-signed CA certificates; SOFTHSM2_CONF must already name a file in this folder. */
    void provision(SecureRandom random, Instant now) throws IOException, HsmException {
        SoftHsm softHsm = SoftHsm.in(folder);
        writePin(soPinFile(), random);
        writePin(pinFile(), random);
        try (TokenProvisioner provisioner =
                TokenProvisioner.initialize(softHsm.module(), LABEL, soPinFile(), pinFile(), random)) {
            for (IssuingKey issuing : IssuingKey.values()) {
                ProvisionedKey key = provisioner.generate(issuing.kind(), issuing.label());
                Instant from = now.truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
                CaCertificate ca = CaCertificate.tbs(
                        "kubernetes",
                        Bytes.of(key.publicKey().getEncoded()),
                        new SerialNumber(BigInteger.ONE),
                        from,
                        from.plus(CA_LIFE));
                byte[] der = ca.signed(key.sign(ca.tbs().toArray(), DEADLINE));
                provisioner.storeCertificate(key, IssuerCertificate.of(der).certificate());
                Files.writeString(certificateFile(issuing), Pem.encode(Pem.CERTIFICATE, der));
            }
        }
    }

    TokenConfig config() {
        return new TokenConfig(SoftHsm.findModule(), LABEL, pinFile(), TokenConfig.MAX_CONCURRENCY, DEADLINE);
    }

    IssuerCertificate certificate(IssuingKey issuing) throws IOException {
        return IssuerCertificate.ofPem(Files.readString(certificateFile(issuing)));
    }

    private Path certificateFile(IssuingKey issuing) {
        return folder.resolve(issuing.label() + ".pem");
    }

    private Path pinFile() {
        return folder.resolve("pin");
    }

    private Path soPinFile() {
        return folder.resolve("so-pin");
    }

    private static void writePin(Path file, SecureRandom random) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        byte[] octets = new byte[PIN_OCTETS];
        random.nextBytes(octets);
        Files.writeString(file, HexFormat.of().formatHex(octets));
    }
}
