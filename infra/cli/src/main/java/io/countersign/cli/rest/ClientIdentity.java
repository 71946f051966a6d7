package io.countersign.cli.rest;

import io.countersign.cli.CliException;
import io.countersign.x509.PemKeyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A person's TLS identity as one folder: {@code key.pem} (PKCS#8), {@code cert.pem}, {@code ca.pem}. */
final class ClientIdentity {
    private ClientIdentity() {}

    static SSLContext context(Path folder) throws CliException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(PemKeyStore.own(folder.resolve("key.pem"), folder.resolve("cert.pem")), PemKeyStore.NO_PASSWORD);
            TrustManagerFactory peers = TrustManagerFactory.getInstance("PKIX");
            peers.init(PemKeyStore.trusted(folder.resolve("ca.pem")));
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
}
