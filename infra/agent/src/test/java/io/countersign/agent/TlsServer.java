package io.countersign.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A real TLS server on the loopback that reads its files at each handshake, as etcd does, or once only. */
final class TlsServer implements AutoCloseable {
    private final Path key;
    private final Path certificate;
    private final boolean rereads;
    private final boolean asksForClient;
    private final ServerSocket listener;
    private final Thread thread;
    private final SSLContext first;

    TlsServer(Path key, Path certificate, boolean rereads, boolean asksForClient) throws Exception {
        this.key = key;
        this.certificate = certificate;
        this.rereads = rereads;
        this.asksForClient = asksForClient;
        this.first = context();
        this.listener = ServerSocketFactory.getDefault().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        this.thread = new Thread(this::serve, "tls-server");
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket plain = listener.accept()) {
                SSLContext context = rereads ? context() : first;
                try (SSLSocket socket =
                        (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
                    socket.setUseClientMode(false);
                    socket.setNeedClientAuth(asksForClient);
                    socket.startHandshake();
                }
            } catch (IOException e) {
                // A probe without a certificate is turned away, which must not end the server.
                if (!listener.isClosed() && !(e instanceof SSLException)) {
                    throw new IllegalStateException(e);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private SSLContext context() throws Exception {
        PrivateKey privateKey = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(PemText.first("PRIVATE KEY", Files.readString(key))));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own", privateKey, new char[0], new Certificate[] {Node.parse(Files.readString(certificate))});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
