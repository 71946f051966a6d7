package io.countersign.stack;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** TLS 1.3 with a client certificate from PEM files, for the JDK's HTTP client and plain sockets. */
public final class MutualTlsClient {
    private static final char[] IN_MEMORY = new char[0];

    private MutualTlsClient() {}

    public static SSLContext context(Identity identity) {
        return context(identity, true);
    }

    /** A client that trusts the same peers and shows no certificate: what has to be refused everywhere. */
    public static SSLContext contextWithoutCertificate(Identity trust) {
        return context(trust, false);
    }

    public static HttpClient http(Identity identity) {
        return http(context(identity));
    }

    public static HttpClient http(SSLContext context) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        return HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    private static SSLContext context(Identity identity, boolean withCertificate) {
        try {
            KeyStore trust = emptyStore();
            List<Certificate> trusted = identity.trusted();
            for (int i = 0; i < trusted.size(); i++) {
                trust.setCertificateEntry("ca-" + i, trusted.get(i));
            }
            TrustManagerFactory peers = TrustManagerFactory.getInstance("PKIX");
            peers.init(trust);
            KeyStore own = emptyStore();
            if (withCertificate) {
                own.setKeyEntry("own", identity.privateKey(), IN_MEMORY, new Certificate[] {identity.certificate()});
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, IN_MEMORY);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), peers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException failure) {
            throw new StackException("no TLS context for " + identity.name(), failure);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
