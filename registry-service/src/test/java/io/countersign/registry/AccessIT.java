package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.orders.Installation;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who gets in, and how far. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessIT {
    private final Stack stack;
    private RunningRegistry registry;
    private Asking asking;

    AccessIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        asking = new Asking(registry);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void letsNobodyInWithoutACertificateOfOurs() {
        Identity trust = stack.identity(ServiceName.AUDIT);
        List<HttpClient> strangers = List.of(
                MutualTlsClient.http(MutualTlsClient.contextWithoutCertificate(trust)),
                MutualTlsClient.http(stack.pki().rogue("audit-service")),
                MutualTlsClient.http(stack.pki().roguePerson("alice")),
                MutualTlsClient.http(stack.pki().expiredPerson("alice")),
                MutualTlsClient.http(stack.pki().expired("audit-service")),
                MutualTlsClient.http(stack.pki().serverOnly("audit-service")));
        for (HttpClient stranger : strangers) {
            assertThatThrownBy(() -> registry.with(stranger).get("/v1/clusters"))
                    .isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> new RestClient(stranger, registry.opsPort()).get("/livez"))
                    .isInstanceOf(UncheckedIOException.class);
        }
        assertThat(asking.requester().get("/v1/clusters").status()).isEqualTo(200);
    }

    @Test
    void letsAnIdentityDoOnlyWhatItsEntryNames() {
        RestClient watcher = registry.as(stack.identity(ServiceName.WATCHER));
        assertThat(watcher.get("/v1/clusters").status()).isEqualTo(200);
        for (RestClient.Reply reply : List.of(
                watcher.get("/v1/requests"),
                watcher.post("/v1/requests", Map.of()),
                watcher.post("/v1/denials", Map.of()),
                watcher.get("/v1/agent/work"),
                registry.as(stack.identity(ServiceName.SIGNER)).get("/v1/clusters"),
                registry.person("alice").get("/v1/agent/work"))) {
            assertThat(reply.status()).as(reply.text()).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("not-permitted");
        }
        assertThat(new RestClient(MutualTlsClient.http(stack.pki().person("alice")), registry.opsPort()))
                .satisfies(ops -> assertThatThrownBy(() -> ops.get("/metrics"))
                        .as("a person's CA is not trusted on the operators' port")
                        .isInstanceOf(UncheckedIOException.class));
    }

    @Test
    void keepsAnAgentToItsOwnNode() {
        RestClient own = registry.agent("demo", RunningRegistry.NODE);
        RestClient other = registry.agent("demo", "worker-1");
        Map<String, Object> body = Asking.body(Lineage.parse("demo/etcd-peer/cp-1"), Asking.pem(Asking.etcdPeer()));
        assertThat(other.post("/v1/requests", body).code()).isEqualTo("not-permitted");
        RestClient.Reply asked = own.post("/v1/requests", body);
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
        String id = asked.body().path("id").asText();
        assertThat(own.get("/v1/requests/" + id).status()).isEqualTo(200);
        assertThat(other.get("/v1/requests/" + id).code()).isEqualTo("not-permitted");
        for (String list : List.of("/v1/requests", "/v1/certificates", "/v1/lineages")) {
            assertThat(own.get(list).code()).as(list).isEqualTo("not-permitted");
        }
        assertThat(other.get("/v1/lineages/demo/etcd-peer/cp-1").code()).isEqualTo("not-permitted");
        assertThat(own.post(
                                "/v1/agent/reports",
                                Map.of(
                                        "lineage", "demo/etcd-peer/worker-1",
                                        "kind", "observed",
                                        "fingerprint", "0".repeat(64),
                                        "at", "2026-01-01T00:00:00Z"))
                        .code())
                .isEqualTo("not-permitted");
        assertThat(own.post("/v1/orders", Map.of()).code()).isEqualTo("not-permitted");
    }

    @Test
    void servesItsDocumentClustersAndIssuers() {
        RestClient client = asking.requester();
        assertThat(client.get("/openapi.json").body().path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(client.get("/v1/clusters").body().path("items").findValuesAsText("name"))
                .contains("demo", "other", "countersign");
        RestClient.Reply issuer = client.get("/v1/issuers/demo/etcd-ca");
        assertThat(issuer.text()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(issuer.mediaType()).isEqualTo("application/x-pem-file");
        assertThat(client.get("/v1/issuers/demo/none").status()).isEqualTo(404);
    }

    @Test
    void pagesThroughRequestsWithoutLossWhileNewOnesArrive() {
        List<String> ids = Stream.generate(
                        () -> asking.asked(Asking.scheduler(), Lineage.parse("other/scheduler/cp-1")))
                .limit(5)
                .map(request -> request.path("id").asText())
                .toList();
        RestClient client = asking.requester();
        RestClient.Reply first = client.get("/v1/requests?cluster=other&component=scheduler&limit=2");
        asking.asked(Asking.scheduler(), Lineage.parse("other/scheduler/cp-1"));
        List<String> seen = new ArrayList<>(first.body().path("items").findValuesAsText("id"));
        String next = first.body().path("next").asText();
        while (!next.isEmpty()) {
            RestClient.Reply page = client.get("/v1/requests?cluster=other&component=scheduler&limit=2&cursor=" + next);
            seen.addAll(page.body().path("items").findValuesAsText("id"));
            next = page.body().path("next").asText();
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void cannotCreateOrForgetAnythingInItsDatabase() throws SQLException {
        try (Connection service = stack.postgres()
                        .dataSource("registry", "registry", stack.identity(ServiceName.REGISTRY))
                        .getConnection();
                Statement statement = service.createStatement()) {
            for (String forbidden : List.of(
                    "create table mine (a int)",
                    "alter table requests add column a int",
                    "drop table requests",
                    "delete from requests",
                    "delete from timeline",
                    "truncate outbox",
                    "update flyway_schema_history set success = false")) {
                assertThatThrownBy(() -> statement.execute(forbidden))
                        .as(forbidden)
                        .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                                .isEqualTo("42501"));
            }
        }
    }

    @Test
    void saysWhyItDoesNotStart() {
        Path log = stack.folder("bad-config").resolve("registry.log");
        ServiceProcess process = ServiceProcess.launch(
                stack.ledger(),
                ServiceSpec.ofModule(
                        Path.of(System.getProperty("repository.root"), "registry-service"),
                        RegistryMain.class.getName(),
                        List.of("--explain-config"),
                        log));
        assertThat(process.exitCode(Duration.ofSeconds(30))).isZero();
        assertThat(log).content().contains("trust.sha256").contains("outbox.keepSent");
    }

    @Test
    void showsWhetherItIsReadyAndWhatItMeasures() {
        RestClient ops = new RestClient(MutualTlsClient.http(stack.identity("admin")), registry.opsPort());
        assertThat(ops.get("/readyz?verbose")
                        .body()
                        .path("checks")
                        .path("outbox")
                        .asText())
                .isEqualTo("ready");
        assertThat(ops.get("/metrics").text()).contains("countersign_outbox_waiting_events");
        assertThat(Installation.TRUST_DOMAIN).isEqualTo(Stack.TRUST_DOMAIN);
    }
}
