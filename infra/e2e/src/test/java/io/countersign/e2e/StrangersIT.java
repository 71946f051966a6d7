package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.Layout;
import io.countersign.stack.Identity;
import io.countersign.stack.MutualTlsClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who does not get in, at every HTTP port of the running services. */
@WithInstallation
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StrangersIT {
    private final SharedInstallation site;
    private final Path folder;

    StrangersIT(SharedInstallation site) {
        this.site = site;
        this.folder = site.layout().folder().resolve("strangers");
    }

    /**
     * One listening port.
     *
     * @param guest somebody who may ask {@code page} there
     */
    record Port(String name, int number, String guest, String page) {
        @Override
        public String toString() {
            return name;
        }
    }

    List<Port> ports() {
        List<Port> ports = new ArrayList<>();
        for (ServiceName service : ServiceName.values()) {
            String name = service.wireName();
            ports.add(new Port(name + " ops", site.installation().configs().opsPort(name), "admin", "/livez"));
        }
        ports.addAll(apis());
        return ports;
    }

    List<Port> apis() {
        return List.of(
                new Port("registry-service api", site.installation().configs().registryPort(), "alice", "/v1/requests"),
                new Port("audit-service api", site.installation().configs().auditPort(), "alice", "/checkpoint"));
    }

    List<Port> opsPorts() {
        return ports().stream().filter(port -> port.guest().equals("admin")).toList();
    }

    @ParameterizedTest
    @MethodSource("ports")
    void answersWhomItKnows(Port port) throws Exception {
        assertThat(get(port, identity(port.guest())).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("ports")
    void refusesAClientWithoutCertificate(Port port) throws Exception {
        assertThat(Knock.withoutCertificate(identity(port.guest())).refusedBy(port.number()))
                .contains("alert", "certificate");
    }

    @ParameterizedTest
    @MethodSource("ports")
    void refusesACertificateOfAnotherAuthorityOfTheSameName(Port port) throws Exception {
        assertThat(Knock.as(rogue(port.guest())).refusedBy(port.number())).contains("alert", "certificate");
    }

    @ParameterizedTest
    @MethodSource("ports")
    void refusesTls12(Port port) throws Exception {
        assertThat(Knock.as(identity(port.guest())).inTls12().refusedBy(port.number()))
                .contains("alert: protocol_version");
    }

    @ParameterizedTest
    @MethodSource("ports")
    void refusesPlainHttp(Port port) throws Exception {
        assertThat(Knock.inPlainText(port.number())).doesNotContain("HTTP/");
    }

    @ParameterizedTest
    @MethodSource("opsPorts")
    void refusesAPersonAtTheOperatorsPort(Port port) throws Exception {
        assertThat(Knock.as(identity("alice")).refusedBy(port.number())).contains("alert", "certificate");
    }

    @ParameterizedTest
    @MethodSource("opsPorts")
    void permitsNoServiceToReadAnOperatorsPort(Port port) throws Exception {
        for (String name : infrastructure()) {
            if (!name.equals("admin")) {
                notPermitted(get(port, identity(name)), name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("apis")
    void permitsNoServiceToUseAnApiButTheRegistryToAskTheLog(Port port) throws Exception {
        for (String name : infrastructure()) {
            if (name.equals("registry-service") && port.name().equals("audit-service api")) {
                assertThat(get(port, identity(name)).statusCode()).as(name).isEqualTo(200);
            } else {
                notPermitted(get(port, identity(name)), name);
            }
        }
    }

    @Test
    void permitsNoAgentToReadTheLog() throws Exception {
        Port audit = apis().get(1);
        notPermitted(get(audit, identity("demo.cp-1")), "agent");
    }

    @Test
    void permitsTheOperatorToAskAndNotToApprove() {
        Client.Answer answer = site.approve("oscar", site.asked());
        assertThat(answer.exit()).isEqualTo(1);
        // He may send a signature, because he signs what he asks for in the highest tier; as an approval it counts for
        // nothing.
        assertThat(answer.said()).contains("role-missing");
    }

    /** Certificates of the real CAs, which end while the test looks on. */
    @Test
    void refusesWhoWasKnownUntilTheCertificateEnded() throws Exception {
        BriefIdentities brief = BriefIdentities.ordered(site, folder.resolve("brief"));
        for (Port port : ports()) {
            assertThat(get(port, guest(port, brief)).statusCode())
                    .as("before the end, %s", port)
                    .isEqualTo(200);
        }
        assertThat(clusterId(brief.admin())).isNotBlank();
        connect(brief.admin());
        await("the end of both certificates").atMost(SharedInstallation.LONG).until(() -> Instant.now()
                .isAfter(brief.end().plusSeconds(1)));
        for (Port port : ports()) {
            assertThat(Knock.as(guest(port, brief)).refusedBy(port.number()))
                    .as("%s", port)
                    .contains("alert", "certificate");
        }
        assertThatThrownBy(() -> clusterId(brief.admin())).hasCauseInstanceOf(SslAuthenticationException.class);
        assertThatThrownBy(() -> connect(brief.admin())).isInstanceOf(SQLException.class);
        // The driver may lose the server's alert with the connection; the server says why.
        await("Postgres' reason")
                .until(() ->
                        Files.readString(site.installation().postgres().log()).contains("certificate has expired"));
    }

    private void connect(Identity administrator) throws SQLException {
        site.installation()
                .postgres()
                .dataSource("registry", "postgres", administrator)
                .getConnection()
                .close();
    }

    private static Identity guest(Port port, BriefIdentities brief) {
        return port.guest().equals("admin") ? brief.admin() : brief.person();
    }

    private String clusterId(Identity identity) throws Exception {
        try (Admin kafka = site.installation().broker().as(identity).admin()) {
            return kafka.describeCluster().clusterId().get(30, TimeUnit.SECONDS);
        }
    }

    private Identity identity(String name) {
        return site.layout().identity(name);
    }

    /** Everybody with a certificate of the services CA. */
    private static List<String> infrastructure() {
        return Stream.concat(
                        Arrays.stream(ServiceName.values()).map(ServiceName::wireName),
                        Stream.of("broker", "postgres", "admin", "registry-owner", "audit-owner"))
                .toList();
    }

    private Identity rogue(String name) {
        boolean person = name.equals("alice");
        Path real = site.layout().issuer("countersign", person ? "clients" : "services");
        RogueAuthority rogue = new RogueAuthority(folder.resolve("rogue"), real);
        return rogue.issue(
                identity(name),
                person ? "/CN=" + name : "/OU=countersign/CN=" + name,
                "spiffe://" + Layout.TRUST_DOMAIN + (person ? "/person/" : "/countersign/") + name);
    }

    private static HttpResponse<String> get(Port port, Identity identity) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port.number() + port.page()))
                .timeout(Duration.ofSeconds(10))
                .build();
        return MutualTlsClient.http(identity).send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void notPermitted(HttpResponse<String> answer, String who) throws IOException {
        assertThat(answer.statusCode()).as(who).isEqualTo(403);
        assertThat(Json.TOLERANT.readTree(answer.body()).path("code").asText())
                .as(who)
                .isEqualTo("not-permitted");
    }
}
