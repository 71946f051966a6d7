package io.countersign.x509;

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
import java.util.List;

/** A TLS identity's PEM files as the key stores that the JDK's TLS reads; nothing is written anywhere. */
public final class PemKeyStore {
    /** For a store that never leaves memory. */
    public static final char[] NO_PASSWORD = new char[0];

    private PemKeyStore() {}

    /**
     * One private key with its certificate.
     *
     * @param key PKCS#8
     * @param chain leaf first
     */
    public static KeyStore own(Path key, Path chain) throws IOException, GeneralSecurityException {
        List<Certificate> certificates = certificates(chain);
        String algorithm = certificates.get(0).getPublicKey().getAlgorithm();
        KeyStore store = empty();
        store.setKeyEntry("own", privateKey(key, algorithm), NO_PASSWORD, certificates.toArray(Certificate[]::new));
        return store;
    }

    /** The CAs of one file, any number of them but none at all. */
    public static KeyStore trusted(Path cas) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (Certificate ca : certificates(cas)) {
            store.setCertificateEntry("ca-" + store.size(), ca);
        }
        return store;
    }

    private static PrivateKey privateKey(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.ISO_8859_1);
        try {
            byte[] der = Pem.decode(Pem.PRIVATE_KEY, pem.strip());
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not a PKCS#8 PEM key: " + e.getMessage(), e);
        }
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
