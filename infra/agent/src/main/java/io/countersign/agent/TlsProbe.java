package io.countersign.agent;

import io.countersign.agent.ManagedLineage.ProbeTarget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A real TLS handshake. The handshake proves that the server holds the key of the certificate it shows; whether it is the right
 * certificate is the caller's comparison with the exact one expected, which is stricter than any chain.
 */
final class TlsProbe implements Probe {
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final ProbeTarget target;

    TlsProbe(ProbeTarget target) {
        this.target = target;
    }

    @Override
    public X509Certificate served() throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(target.host(), target.port()), (int) ANSWER.toMillis());
            plain.setSoTimeout((int) ANSWER.toMillis());
            try (SSLSocket socket =
                    (SSLSocket) context().getSocketFactory().createSocket(plain, target.host(), target.port(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                target.serverName().ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name))));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot prepare the probe of " + target.host() + ":" + target.port(), e);
        }
    }

    /** A new context each time: a resumed session would show the certificate of the first handshake again. */
    private SSLContext context() throws IOException, GeneralSecurityException {
        KeyManager[] keys = null;
        if (target.identity().isPresent()) {
            keys = new ClientIdentity(target.identity().get()).keys();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new ShowAny()}, new SecureRandom());
        return context;
    }

    /** Lets any certificate through to the caller's comparison; no data ever follows the handshake. */
    private static final class ShowAny extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
