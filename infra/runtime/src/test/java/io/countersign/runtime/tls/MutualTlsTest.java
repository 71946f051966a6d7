package io.countersign.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.runtime.http.HttpsConfig;
import io.countersign.runtime.http.HttpsServer;
import io.countersign.runtime.http.Peer;
import io.countersign.stack.StackPki;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real handshakes on loopback, before, during and after rotations. */
final class MutualTlsTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private StackPki pki;
    private Path own;
    private MutualTls tls;

    @BeforeEach
    void openAnIdentity() throws Exception {
        pki = new StackPki(folder, "countersign.test", InstantSource.system(), new SecureRandom());
        own = folder.resolve("own");
        Files.createDirectories(own);
        place(pki.issue("one"));
        tls = MutualTls.open(own, OFTEN);
    }

    @AfterEach
    void close() {
        tls.close();
    }

    @Test
    void aServerServesItsNewCertificateAfterARotation() throws Exception {
        withServer(port -> {
            assertThat(served(port)).isEqualTo(serial());
            place(pki.issue("two"));
            awaitName("CN=two,OU=countersign");
            await().untilAsserted(() -> assertThat(served(port)).isEqualTo(serial()));
        });
    }

    @Test
    void aClientsNextConnectionCarriesItsNewIdentity() throws Exception {
        withServer(port -> {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(tls.sslContext())
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
            assertThat(whoAmI(client, port)).isEqualTo("spiffe://countersign.test/countersign/one");
            place(pki.issue("two"));
            awaitName("CN=two,OU=countersign");
            HttpClient next = HttpClient.newBuilder()
                    .sslContext(tls.sslContext())
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
            assertThat(whoAmI(next, port)).isEqualTo("spiffe://countersign.test/countersign/two");
        });
    }

    @Test
    void keepsTheOldIdentityWhileTheNewFilesAreUnusable() throws Exception {
        withServer(port -> {
            BigInteger before = serial();
            Files.writeString(own.resolve("cert.pem"), "garbage");
            await().until(() -> tls.fault().isPresent());
            assertThat(served(port)).isEqualTo(before);

            // The certificate of one key with the key of another: Vert.x would take it and fail every handshake.
            io.countersign.stack.Identity other = pki.issue("other");
            replace(other.cert(), own.resolve("cert.pem"));
            await().until(() -> tls.fault().orElse("").contains("do not belong together"));
            assertThat(served(port)).isEqualTo(before);

            replace(other.key(), own.resolve("key.pem"));
            awaitName("CN=other,OU=countersign");
            assertThat(tls.fault()).isEmpty();
            await().untilAsserted(() -> assertThat(served(port)).isEqualTo(serial()));
        });
    }

    @Test
    void thereIsOneReloaderPerFolder() throws Exception {
        try (MutualTls again = MutualTls.open(folder.resolve("x/../own"))) {
            assertThat(again).isSameAs(tls);
        }
        assertThat(MutualTls.opened(own)).isSameAs(tls);
        tls.close();
        assertThatThrownBy(() -> MutualTls.opened(own)).isInstanceOf(IllegalStateException.class);
        tls = MutualTls.open(own, OFTEN);
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws Exception {
        Files.setPosixFilePermissions(own.resolve("key.pem"), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Identity.load(own))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("0600");
    }

    @Test
    void refusesAnIncompleteFolder() throws Exception {
        Files.delete(own.resolve("ca.pem"));
        assertThatThrownBy(() -> Identity.load(own))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("ca.pem");
    }

    @Test
    void neverPrintsTheKey() {
        assertThat(tls.identity().toString()).contains("CN=one").doesNotContain("PRIVATE");
    }

    private interface OnPort {
        void run(int port) throws Exception;
    }

    private void withServer(OnPort test) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpsServer server = new HttpsServer(
                    "test",
                    vertx,
                    tls,
                    new HttpsConfig("127.0.0.1", 0, List.of(), List.of()),
                    request -> request.response()
                            .end(Peer.of(request).map(Peer::id).orElse("nobody"))
                            .onFailure(AssertionError::new));
            server.start();
            test.run(server.port());
            server.stop(Duration.ofSeconds(5));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Serial of the certificate a fresh connection is shown. */
    private BigInteger served(int port) throws Exception {
        SSLContext context = TlsContexts.context(tls.identity());
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private static String whoAmI(HttpClient client, int port) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private BigInteger serial() {
        return tls.identity().certificate().getSerialNumber();
    }

    private void awaitName(String name) {
        await().until(() ->
                tls.identity().certificate().getSubjectX500Principal().getName().equals(name));
    }

    private void place(io.countersign.stack.Identity identity) throws Exception {
        replace(identity.ca(), own.resolve("ca.pem"));
        replace(identity.key(), own.resolve("key.pem"));
        replace(identity.cert(), own.resolve("cert.pem"));
    }

    private void replace(Path from, Path to) throws Exception {
        Path temporary = own.resolve("new");
        Files.copy(from, temporary, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
