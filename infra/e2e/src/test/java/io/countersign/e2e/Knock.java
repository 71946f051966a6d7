package io.countersign.e2e;

import io.countersign.stack.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** One attempt to get through a port's handshake, by a client that shows what it was told to show. */
final class Knock {
    private static final int LIMIT_MILLIS = 10_000;
    private static final int ATTEMPTS = 10;

    private final Identity trust;
    private final KeyManager[] shown;
    private final String protocol;

    private Knock(Identity trust, KeyManager[] shown, String protocol) {
        this.trust = trust;
        this.shown = shown;
        this.protocol = protocol;
    }

    /** Shows this certificate even where the server does not ask for its issuer; the JDK's own would then show none. */
    static Knock as(Identity identity) {
        return new Knock(identity, new KeyManager[] {new Insistent(identity)}, "TLSv1.3");
    }

    static Knock withoutCertificate(Identity trust) {
        return new Knock(trust, new KeyManager[0], "TLSv1.3");
    }

    Knock inTls12() {
        return new Knock(trust, shown, "TLSv1.2");
    }

    /** The alert with which the server ended the connection. @throws IllegalStateException when it did not end it */
    String refusedBy(int port) throws IOException {
        SocketException cut = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return alertOf(port);
            } catch (SocketException e) {
                // The server sends its alert and closes; if we are still writing then, the alert is lost with the
                // connection.
                cut = e;
            }
        }
        throw cut;
    }

    private String alertOf(int port) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            // In TLS 1.3 the client is through before the server has looked at its certificate: the first read tells.
            int octet = socket.getInputStream().read();
            throw new IllegalStateException("port " + port + " let us in and said " + octet);
        } catch (SSLException refused) {
            return refused.getMessage();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a port answers to HTTP without TLS, up to the end of the connection. */
    static String inPlainText(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream()
                    .write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private SSLContext context() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        int number = 0;
        for (Certificate ca : trust.trusted()) {
            trusted.setCertificateEntry("ca-" + number++, ca);
        }
        TrustManagerFactory peers = TrustManagerFactory.getInstance("PKIX");
        peers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown, peers.getTrustManagers(), null);
        return context;
    }

    private static final class Insistent extends X509ExtendedKeyManager {
        private static final String ALIAS = "own";

        private final PrivateKey key;
        private final X509Certificate certificate;

        private Insistent(Identity identity) {
            this.key = identity.privateKey();
            this.certificate = identity.certificate();
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new IllegalStateException("a client only");
        }
    }
}
