package io.countersign.hsm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** A SoftHSM token of one test, with PINs made for it. */
final class TestToken {
    static final SecureRandom RANDOM = new SecureRandom();

    final String label;
    final Path pinFile;
    final Path soPinFile;

    private TestToken(String label, Path pinFile, Path soPinFile) {
        this.label = label;
        this.pinFile = pinFile;
        this.soPinFile = soPinFile;
    }

    static TestToken named(String name) throws IOException {
        Files.createDirectories(tokens());
        String label = name + "-" + random(4);
        return new TestToken(label, pin(), pin());
    }

    static Path tokens() {
        // softhsm2.conf of this module's tests names the same folder.
        return Path.of(System.getProperty("java.io.tmpdir"), "tokens");
    }

    static Path softhsm() {
        return List.of("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so").stream()
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("SoftHSM 2 is not installed"));
    }

    static Path pin() throws IOException {
        Path file = Files.createTempFile(Path.of(System.getProperty("java.io.tmpdir")), "pin", ".txt");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(file, random(6) + "\n");
    }

    private static String random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    TokenProvisioner initialize() throws HsmException {
        return TokenProvisioner.initialize(softhsm(), label, soPinFile, pinFile, RANDOM);
    }

    TokenProvisioner provisioner() throws HsmException {
        return TokenProvisioner.open(softhsm(), label, pinFile, RANDOM);
    }

    TokenConfig config() {
        return config(softhsm());
    }

    TokenConfig config(Path module) {
        return new TokenConfig(module, label, pinFile, 5, Duration.ofSeconds(20));
    }

    /** Makes a key pair in the token, signs its own certificate with it and stores that beside it. */
    static X509Certificate ca(TokenProvisioner provisioner, KeyKind kind, String name) throws Exception {
        ProvisionedKey key = provisioner.generate(kind, name);
        X509Certificate certificate = selfSigned(key, name);
        provisioner.storeCertificate(key, certificate);
        return certificate;
    }

    static X509Certificate selfSigned(SigningKey key, String name) throws Exception {
        X500Name subject = new X500Name("CN=" + name);
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                subject,
                new BigInteger(120, RANDOM),
                Date.from(now.minusSeconds(60)),
                Date.from(now.plus(Duration.ofDays(1))),
                subject,
                SubjectPublicKeyInfo.getInstance(key.publicKey().getEncoded()));
        X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
        certificate.verify(key.publicKey());
        return certificate;
    }

    private static ContentSigner signer(SigningKey key) {
        return new ContentSigner() {
            private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

            @Override
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return new DefaultSignatureAlgorithmIdentifierFinder().find(key.algorithm());
            }

            @Override
            public OutputStream getOutputStream() {
                return bytes;
            }

            @Override
            public byte[] getSignature() {
                try {
                    return key.sign(bytes.toByteArray(), Duration.ofSeconds(20));
                } catch (HsmException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
