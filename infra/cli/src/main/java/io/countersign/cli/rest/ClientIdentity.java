package io.countersign.cli.rest;

import io.countersign.cli.CliException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A person's TLS identity as one folder: {@code key.pem} (PKCS#8), {@code cert.pem}, {@code ca.pem}. */
final class ClientIdentity {
    private static final char[] IN_MEMORY = new char[0];

    private ClientIdentity() {}

    static SSLContext context(Path folder) throws CliException {
        try {
            List<Certificate> chain = certificates(folder.resolve("cert.pem"));
            KeyStore own = empty();
            own.setKeyEntry(
                    "own",
                    privateKey(
                            folder.resolve("key.pem"),
                            chain.get(0).getPublicKey().getAlgorithm()),
                    IN_MEMORY,
                    chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, IN_MEMORY);
            KeyStore trusted = empty();
            for (Certificate ca : certificates(folder.resolve("ca.pem"))) {
                trusted.setCertificateEntry("ca-" + trusted.size(), ca);
            }
            TrustManagerFactory peers = TrustManagerFactory.getInstance("PKIX");
            peers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), peers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw CliException.failed(
                    "the identity in " + folder + " cannot be used: " + e.getMessage(),
                    "it needs key.pem (PKCS#8), cert.pem (leaf first) and ca.pem",
                    e);
        }
    }

    private static PrivateKey privateKey(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
            throw new IOException(file + " is not a PKCS#8 PEM key");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        List<Certificate> certificates = List.copyOf(CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificate");
        }
        return certificates;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
