package io.countersign.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.runtime.life.Readiness;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.runtime.tls.MutualTls;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets in at the operators' port, and who does not. */
@WithStack
final class OpsServerIT {
    private final Stack stack;
    private final ServiceLife life = new ServiceLife("ops-test", Duration.ofSeconds(5));
    private Vertx vertx;
    private MutualTls tls;
    private OpsServer server;

    OpsServerIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        tls = MutualTls.open(stack.identity("ops-test").folder());
        HttpsConfig config = new HttpsConfig(
                "127.0.0.1",
                0,
                List.of(stack.pki().clientsCa()),
                List.of(new PeerAllowlist.Entry(
                        "spiffe://" + Stack.TRUST_DOMAIN + "/person/olga", Set.of(OpsServer.OPERATION))));
        server = new OpsServer(vertx, tls, config, life, InstantSource.system());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(Duration.ofSeconds(5));
        tls.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void tellsAPermittedPersonHowItIs() throws Exception {
        HttpClient olga = MutualTlsClient.http(stack.pki().person("olga"));
        Readiness.Check kafka = life.readiness().check("kafka");
        assertThat(get(olga, "/livez").statusCode()).isEqualTo(200);
        kafka.notReady("no broker answers");
        assertThat(get(olga, "/readyz").statusCode()).isEqualTo(503);
        assertThat(get(olga, "/readyz?verbose").body()).contains("\"kafka\":\"no broker answers\"");
        assertThat(get(olga, "/livez").statusCode()).isEqualTo(200);
        kafka.ready();
        assertThat(get(olga, "/readyz").statusCode()).isEqualTo(200);
        assertThat(get(olga, "/metrics").body()).contains("countersign_identity_not_after_seconds");
        assertThat(get(olga, "/elsewhere").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesAPersonWhoIsNotOnTheList() throws Exception {
        HttpResponse<String> response = get(MutualTlsClient.http(stack.pki().person("mallory")), "/livez");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"code\":\"not-permitted\"");
    }

    @Test
    void refusesAServiceThatIsNotOnTheList() throws Exception {
        assertThat(get(MutualTlsClient.http(stack.identity("signer-service")), "/metrics")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void refusesToTalkWithoutACertificate() {
        HttpClient nobody = MutualTlsClient.http(MutualTlsClient.contextWithoutCertificate(stack.identity("ops-test")));
        assertNoConnection(nobody);
    }

    @Test
    void refusesACertificateOfAnotherCaWithTheSameNames() {
        assertNoConnection(MutualTlsClient.http(stack.pki().roguePerson("olga")));
    }

    @Test
    void refusesAnExpiredCertificate() {
        Identity expired = stack.pki().expiredPerson("olga");
        assertNoConnection(MutualTlsClient.http(expired));
    }

    private void assertNoConnection(HttpClient client) {
        assertThatThrownBy(() -> get(client, "/livez")).isInstanceOf(IOException.class);
    }

    private HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
