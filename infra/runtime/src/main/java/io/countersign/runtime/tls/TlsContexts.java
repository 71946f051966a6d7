package io.countersign.runtime.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Key stores and TLS contexts in memory, made from one identity. */
final class TlsContexts {
    /** Protects nothing: the store lives in this process only, and PKCS12 asks for a password. */
    private static final char[] IN_MEMORY = "in-memory".toCharArray();

    private TlsContexts() {}

    static KeyStore keyStore(Identity identity) throws GeneralSecurityException {
        KeyStore store = empty();
        store.setKeyEntry(
                "identity", identity.key(), IN_MEMORY, identity.chain().toArray(X509Certificate[]::new));
        return store;
    }

    static KeyStore trustStore(List<X509Certificate> trusted) throws GeneralSecurityException {
        KeyStore store = empty();
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("trusted-" + i, trusted.get(i));
        }
        return store;
    }

    static SSLContext context(Identity identity) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore(identity), IN_MEMORY);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trustStore(identity.trusted()));
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, IN_MEMORY);
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty key store needs no reading", e);
        }
        return store;
    }
}
