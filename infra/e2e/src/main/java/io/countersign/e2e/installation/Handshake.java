package io.countersign.e2e.installation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A real mutual TLS 1.3 handshake on loopback between two key pairs on disk. */
public final class Handshake {
    private static final char[] NO_PASSWORD = new char[0];
    private static final int LIMIT_MILLIS = 10_000;

    private Handshake() {}

    /** Certificate file, its PKCS#8 EC key and the CA that the other side must come from. */
    public record Side(Path certificate, Path key, Path ca) {}

    /**
     * Connects client to server under {@code serverName}.
     *
     * @return the subject of the client as the server saw it
     */
    public static String complete(Side server, Side client, String serverName) {
        try (SSLServerSocket listener =
                (SSLServerSocket) context(server).getServerSocketFactory().createServerSocket(0)) {
            listener.setNeedClientAuth(true);
            listener.setEnabledProtocols(new String[] {"TLSv1.3"});
            listener.setSoTimeout(LIMIT_MILLIS);
            CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> accept(listener));
            try (SSLSocket socket =
                    (SSLSocket) context(client).getSocketFactory().createSocket("127.0.0.1", listener.getLocalPort())) {
                socket.setSoTimeout(LIMIT_MILLIS);
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setProtocols(new String[] {"TLSv1.3"});
                parameters.setServerNames(List.of(new SNIHostName(serverName)));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                // TLS 1.3 tells a client only with the first read whether its certificate was accepted.
                FailedCheckException.require(socket.getInputStream().read() == 'k', "the server did not answer");
            }
            return seen.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException | GeneralSecurityException | ExecutionException | TimeoutException e) {
            throw new FailedCheckException("the TLS 1.3 handshake failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedCheckException("interrupted during a handshake", e);
        }
    }

    private static String accept(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.startHandshake();
            X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            socket.getOutputStream().write('k');
            return peer.getSubjectX500Principal().getName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLContext context(Side side) throws IOException, GeneralSecurityException {
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        byte[] leaf = Files.readAllBytes(side.certificate());
        own.setKeyEntry(
                "own",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pem(side.key()))),
                NO_PASSWORD,
                certificates
                        .generateCertificates(new ByteArrayInputStream(leaf))
                        .toArray(new Certificate[0]));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        byte[] ca = Files.readAllBytes(side.ca());
        trusted.setCertificateEntry("ca", certificates.generateCertificate(new ByteArrayInputStream(ca)));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, NO_PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static byte[] pem(Path file) throws IOException {
        String body = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(body);
    }
}
