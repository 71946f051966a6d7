package io.countersign.stack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * One mutual-TLS identity as files: what a service, a person or an agent is configured with.
 *
 * @param name short name, {@code registry-service}
 * @param key PKCS#8 PEM of an EC key, mode 0600 (Postgres refuses wider)
 * @param cert PEM of the leaf
 * @param ca PEM of the CA certificates this identity trusts in its peers
 */
public record Identity(String name, Path key, Path cert, Path ca) {
    /** The layout that every part of the product uses: {@code key.pem}, {@code cert.pem}, {@code ca.pem} in one folder. */
    public static Identity in(Path folder) {
        return new Identity(
                folder.getFileName().toString(),
                folder.resolve("key.pem"),
                folder.resolve("cert.pem"),
                folder.resolve("ca.pem"));
    }

    /** The same key and certificate, trusting other peers. */
    public Identity trusting(Path otherCa) {
        return new Identity(name, key, cert, otherCa);
    }

    public Path folder() {
        return key.getParent();
    }

    public String keyPem() {
        return text(key);
    }

    public String certPem() {
        return text(cert);
    }

    public String caPem() {
        return text(ca);
    }

    public X509Certificate certificate() {
        return (X509Certificate) chain(cert).get(0);
    }

    public List<Certificate> trusted() {
        return chain(ca);
    }

    public PrivateKey privateKey() {
        String base64 = keyPem().replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        } catch (GeneralSecurityException failure) {
            throw new StackException("not a PKCS#8 EC key: " + key, failure);
        }
    }

    private static List<Certificate> chain(Path file) {
        try {
            byte[] pem = text(file).getBytes(StandardCharsets.US_ASCII);
            return List.copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)));
        } catch (GeneralSecurityException failure) {
            throw new StackException("not a certificate: " + file, failure);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new StackException("cannot read " + file, failure);
        }
    }
}
