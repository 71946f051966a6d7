package io.countersign.agent;

import io.countersign.x509.PemKeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Key, certificate and trusted CAs of one folder ({@code key.pem}, {@code cert.pem}, {@code ca.pem}), as TLS wants them. */
final class ClientIdentity {
    private final Path folder;

    ClientIdentity(Path folder) {
        this.folder = folder;
    }

    KeyManager[] keys() throws IOException, GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(PemKeyStore.own(folder.resolve("key.pem"), folder.resolve("cert.pem")), PemKeyStore.NO_PASSWORD);
        return factory.getKeyManagers();
    }

    TrustManager[] trusted() throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(PemKeyStore.trusted(folder.resolve("ca.pem")));
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
}
