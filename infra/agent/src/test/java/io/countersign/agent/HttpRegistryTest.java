package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.agent.Registry.Placement;
import io.countersign.agent.Registry.RejectedException;
import io.countersign.agent.Registry.Work;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.StackPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real mutual TLS on the loopback, with keys made for this run. */
class HttpRegistryTest {
    @TempDir
    Path folder;

    private StackPki pki;
    private HttpsServer server;
    private Identity agent;
    private HttpRegistry registry;
    private final List<String> asked = new ArrayList<>();
    private JsonNode body;
    private int status = 200;
    private String answer = "{}";
    private Charset charset = StandardCharsets.UTF_8;

    @BeforeEach
    void start() throws Exception {
        pki = new StackPki(folder, "test", InstantSource.system(), TestCa.RANDOM);
        Identity own = pki.issue("registry-service").trusting(pki.bothCas());
        SSLContext context = MutualTlsClient.context(own);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                tls.setProtocols(new String[] {"TLSv1.3"});
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", this::handle);
        server.start();
        agent = pki.agent("demo", "cp-1");
        registry = new HttpRegistry(
                URI.create("https://localhost:" + server.getAddress().getPort()),
                "cp-1",
                new ClientIdentity(agent.folder()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        byte[] sent = exchange.getRequestBody().readAllBytes();
        body = sent.length == 0 ? null : Json.STRICT.readTree(sent);
        byte[] bytes = answer.getBytes(charset);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void submitsARequestForItsLineage() throws Exception {
        Node node = new Node(folder.resolve("node"));
        answer = "{\"id\":\"abc\",\"state\":\"submitted\",\"more\":1}";

        assertThat(registry.submit(node.managed(), "CSR", Optional.empty()).id())
                .isEqualTo("abc");

        assertThat(asked).containsExactly("POST /v1/requests");
        assertThat(body)
                .isEqualTo(
                        Json.STRICT.readTree(
                                """
                        {"cluster":"demo","component":"etcd-server","instance":"cp-1","csr":"CSR",
                         "reason":"renewal by the agent of cp-1"}"""));
    }

    @Test
    void fetchesACrlOctetByOctet() throws Exception {
        answer = new String(new byte[] {0x30, (byte) 0x80, (byte) 0xff, 0}, StandardCharsets.ISO_8859_1);
        charset = StandardCharsets.ISO_8859_1;

        assertThat(registry.crl("demo", "etcd-ca")).containsExactly(0x30, 0x80, 0xff, 0);

        assertThat(asked).containsExactly("GET /v1/crls/demo/etcd-ca");
        status = 404;
        assertThatThrownBy(() -> registry.crl("demo", "etcd-ca")).isInstanceOf(RejectedException.class);
    }

    @Test
    void tellsWhyARequestWasRefused() throws Exception {
        answer = "{\"id\":\"abc\",\"state\":\"refused\",\"refusal\":{\"code\":\"rsa-size\",\"detail\":\"1024 bits\"}}";

        Registry.RequestView request = registry.request("abc");

        assertThat(request.failed()).isTrue();
        assertThat(request.refusal().orElseThrow().code()).isEqualTo("rsa-size");
        assertThat(asked).containsExactly("GET /v1/requests/abc");
    }

    @Test
    void readsWorkAndAsksToWait() throws Exception {
        answer =
                "{\"items\":[{\"kind\":\"renew\",\"lineage\":\"demo/etcd-server/cp-1\",\"dueAt\":\"2026-11-22T12:00:00Z\"}]}";

        assertThat(registry.work(Duration.ofSeconds(30)))
                .containsExactly(new Work("renew", Lineage.parse("demo/etcd-server/cp-1"), Optional.empty()));
        assertThat(asked).containsExactly("GET /v1/agent/work?wait=30s");
    }

    @Test
    void readsTheGrantThatComesWithARenewal() throws Exception {
        answer =
                """
                {"items":[{"kind":"renew","lineage":"demo/etcd-server/cp-1","dueAt":"2026-11-22T12:00:00Z",
                 "grant":{"text":"{}","digest":"abc","order":"def"}}]}""";

        assertThat(registry.work(Duration.ZERO))
                .containsExactly(new Work(
                        "renew", Lineage.parse("demo/etcd-server/cp-1"), Optional.of(new OfferedGrant("{}", "abc"))));
    }

    @Test
    void takesAGrantOfAnotherShapeForNone() throws Exception {
        answer = "{\"items\":[{\"kind\":\"renew\",\"lineage\":\"demo/etcd-server/cp-1\",\"grant\":[1]}]}";

        assertThat(registry.work(Duration.ZERO)).containsExactly(Node.HINT);
    }

    @Test
    void handsInARenewal() throws Exception {
        answer = "{\"id\":\"abc\",\"state\":\"approved\"}";

        assertThat(registry.renew(new SignedRenewal(
                                "PAYLOAD", "ITEM", "CSR", new Approval("HEADER", "SIGNATURE"), "PEM", "GRANT"))
                        .id())
                .isEqualTo("abc");
        assertThat(asked).containsExactly("POST /v1/renewals");
        assertThat(body)
                .isEqualTo(
                        Json.STRICT.readTree(
                                """
                        {"payload":"PAYLOAD","itemText":"ITEM","csr":"CSR",
                         "approval":{"protected":"HEADER","signature":"SIGNATURE"},
                         "predecessor":"PEM","grant":"GRANT"}"""));
    }

    @Test
    void tellsTheApproversWhyThereWasNoRenewalByGrant() throws Exception {
        Node node = new Node(folder.resolve("node"));
        answer = "{\"id\":\"abc\",\"state\":\"submitted\"}";
        registry.submit(node.managed(), "CSR", Optional.of("line\nbreak \u202e" + "x".repeat(300)));

        assertThat(body.path("reason").asText())
                .startsWith("renewal by the agent of cp-1, not by grant: line break  xxx")
                .hasSize(200);
    }

    @Test
    void reportsWithTheCertificateItself() throws Exception {
        Node node = new Node(folder.resolve("node"));

        registry.report(
                Node.LINEAGE,
                Placement.ROLLED_BACK,
                Node.parse(node.oldCertificate),
                Instant.parse("2026-11-22T12:00:00Z"),
                Optional.of("not served"));

        assertThat(asked).containsExactly("POST /v1/agent/reports");
        assertThat(body.path("kind").asText()).isEqualTo("rolled-back");
        assertThat(body.path("lineage").asText()).isEqualTo("demo/etcd-server/cp-1");
        assertThat(body.path("certificate").asText()).isEqualTo(node.oldCertificate);
        assertThat(body.path("at").asText()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(body.path("detail").asText()).isEqualTo("not served");
    }

    @Test
    void aProblemOfOursIsFinalWithItsCode() {
        status = 403;
        answer = "{\"title\":\"Forbidden\",\"status\":403,\"code\":\"not-permitted\",\"detail\":\"another node\"}";

        assertThatThrownBy(() -> registry.request("abc"))
                .isInstanceOf(RejectedException.class)
                .hasMessage("not-permitted: another node");
    }

    @Test
    void aProblemOfTheServerIsWorthARetry() {
        status = 503;

        assertThatThrownBy(() -> registry.request("abc"))
                .isInstanceOf(IOException.class)
                .hasMessage("/v1/requests/abc answered with status 503");
    }

    @Test
    void refusesAServerThatItsCaDidNotSign() throws Exception {
        Files.copy(pki.clientsCa(), agent.folder().resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> registry.request("abc")).isInstanceOf(IOException.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void usesARenewedIdentityWithoutARestart() throws Exception {
        answer = "{\"id\":\"abc\",\"state\":\"issued\"}";
        Identity rogue = pki.rogue("agent");
        Path saved = Files.copy(agent.cert(), folder.resolve("saved.pem"));
        Path savedKey = Files.copy(agent.key(), folder.resolve("saved.key"));
        Files.copy(rogue.cert(), agent.cert(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(rogue.key(), agent.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> registry.request("abc")).isInstanceOf(IOException.class);

        Files.move(saved, agent.cert(), StandardCopyOption.REPLACE_EXISTING);
        Files.move(savedKey, agent.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(registry.request("abc").issued()).isTrue();
    }
}
