package io.countersign.signer;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.hsm.HsmException;
import io.countersign.hsm.KeyKind;
import io.countersign.hsm.ProvisionedKey;
import io.countersign.hsm.TokenProvisioner;
import io.countersign.orders.Installation;
import io.countersign.stack.SoftHsm;
import io.countersign.x509.CaCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A SoftHSM token with the CA keys of an installation and the secret of its serials. */
final class IssuingToken implements Installation.Authorities, AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SoftHsm softHsm;
    private final String label;
    private final Path pinFile;
    private final TokenProvisioner provisioner;
    private final Map<Sha256, ProvisionedKey> keys = new TreeMap<>();

    IssuingToken() throws Exception {
        // The build names this folder's configuration to the test JVM, which loads the module as well.
        Path folder = Path.of(System.getProperty("repository.root"), "signer-service", "target", "softhsm");
        this.softHsm = SoftHsm.in(folder);
        this.label = "issuing-" + random(4);
        this.pinFile = pin(folder, "pin");
        this.provisioner = TokenProvisioner.initialize(softHsm.module(), label, pin(folder, "so-pin"), pinFile, RANDOM);
        provisioner.generateSecret("countersign-serial");
    }

    SoftHsm softHsm() {
        return softHsm;
    }

    String label() {
        return label;
    }

    Path pinFile() {
        return pinFile;
    }

    @Override
    public IssuerCertificate make(String cluster, String name, Instant notBefore, Instant notAfter) throws Exception {
        ProvisionedKey key = provisioner.generate(KeyKind.EC_P256, cluster + "-" + name);
        CaCertificate tbs = CaCertificate.tbs(
                cluster + "-" + name,
                Bytes.of(key.publicKey().getEncoded()),
                new SerialNumber(BigInteger.valueOf(1 + RANDOM.nextInt(1_000_000))),
                notBefore,
                notAfter);
        IssuerCertificate certificate =
                IssuerCertificate.of(tbs.signed(key.sign(tbs.tbs().toArray(), Duration.ofSeconds(5))));
        provisioner.storeCertificate(key, certificate.certificate());
        keys.put(certificate.digest(), key);
        return certificate;
    }

    /** A CRL as the ceremony signs it. */
    Crl crl(TbsCrl tbs) throws Exception {
        byte[] signature = keys.get(tbs.issuer().digest()).sign(tbs.encoded(), Duration.ofSeconds(5));
        return Crl.verify(tbs.signed(signature), tbs);
    }

    @Override
    public void close() throws HsmException {
        provisioner.close();
    }

    private static Path pin(Path folder, String name) throws Exception {
        Path file = Files.createTempFile(folder, name, ".txt");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(file, random(6) + "\n");
    }

    private static String random(int octets) {
        byte[] value = new byte[octets];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
