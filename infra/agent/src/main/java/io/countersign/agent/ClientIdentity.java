package io.countersign.agent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Key, certificate and trusted CAs of one folder ({@code key.pem}, {@code cert.pem}, {@code ca.pem}), as TLS wants them. */
final class ClientIdentity {
    private static final char[] IN_MEMORY = new char[0];

    private final Path folder;

    ClientIdentity(Path folder) {
        this.folder = folder;
    }

    KeyManager[] keys() throws IOException, GeneralSecurityException {
        List<Certificate> chain = certificates(folder.resolve("cert.pem"));
        PublicKey publicKey = chain.get(0).getPublicKey();
        KeyStore store = empty();
        store.setKeyEntry(
                "own",
                privateKey(folder.resolve("key.pem"), publicKey.getAlgorithm()),
                IN_MEMORY,
                chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, IN_MEMORY);
        return factory.getKeyManagers();
    }

    TrustManager[] trusted() throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (Certificate ca : certificates(folder.resolve("ca.pem"))) {
            store.setCertificateEntry("ca-" + store.size(), ca);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** Differs whenever one of the files was replaced, so that a renewed identity is used without a restart. */
    String version() throws IOException {
        StringBuilder version = new StringBuilder();
        for (String name : List.of("key.pem", "cert.pem", "ca.pem")) {
            // Times alone are too coarse: two replacements may share one tick of the file system's clock.
            BasicFileAttributes file = Files.readAttributes(folder.resolve(name), BasicFileAttributes.class);
            version.append(file.fileKey()).append(file.size()).append(file.lastModifiedTime());
        }
        return version.toString();
    }

    private static PrivateKey privateKey(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
            throw new IOException(file + " is not a PKCS#8 PEM key (BEGIN PRIVATE KEY)");
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
