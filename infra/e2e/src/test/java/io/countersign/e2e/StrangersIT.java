package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.OpenSsl;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
    private static final String SERVICES = "spiffe://" + Layout.TRUST_DOMAIN + "/countersign/";
    private static final String PERSONS = "spiffe://" + Layout.TRUST_DOMAIN + "/person/";

    /** Long enough to be seen accepted first, short enough to wait for. */
    private static final Duration BRIEF_LIFE = Duration.ofSeconds(12);

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
                new Port(
                        "registry-service api",
                        site.installation().configs().registryPort(),
                        "alice",
                        "/v1/requests"),
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
    void permitsNoServiceToUseAnApi(Port port) throws Exception {
        for (String name : infrastructure()) {
            notPermitted(get(port, identity(name)), name);
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
        assertThat(answer.said()).contains("not-permitted");
    }

    /** Certificates of the real CAs, ordered, approved and signed as any other, which end while the test looks on. */
    @Test
    void refusesWhoWasKnownUntilTheCertificateEnded() throws Exception {
        List<Identity> brief = brief();
        Identity admin = brief.get(0);
        Identity person = brief.get(1);
        for (Port port : ports()) {
            assertThat(get(port, port.guest().equals("admin") ? admin : person).statusCode())
                    .as("before the end, %s", port)
                    .isEqualTo(200);
        }
        Instant end = max(admin, person);
        await("the end of both certificates").atMost(SharedInstallation.LONG).until(() -> Instant.now()
                .isAfter(end.plusSeconds(1)));
        for (Port port : ports()) {
            Identity guest = port.guest().equals("admin") ? admin : person;
            assertThat(Knock.as(guest).refusedBy(port.number())).as("%s", port).contains("alert", "certificate");
        }
        assertThatThrownBy(() -> {
                    try (Admin kafka = site.installation().broker().as(admin).admin()) {
                        kafka.describeCluster().clusterId().get(30, TimeUnit.SECONDS);
                    }
                })
                .hasCauseInstanceOf(SslAuthenticationException.class);
        assertThatThrownBy(() -> site.installation()
                        .postgres()
                        .dataSource("registry", "postgres", admin)
                        .getConnection()
                        .close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("expired");
    }

    private List<Identity> brief() throws Exception {
        Map<String, List<String>> names = Map.of(
                "infrastructure", List.of("DNS:admin", "DNS:localhost", "URI:" + SERVICES + "admin"),
                "person", List.of("URI:" + PERSONS + "alice"));
        List<String> ids = new ArrayList<>();
        List<Path> homes = new ArrayList<>();
        for (String component : List.of("infrastructure", "person")) {
            String instance = component.equals("person") ? "alice" : "admin";
            Path home = folder.resolve("brief").resolve(instance);
            Path key = OpenSsl.newKey(home.resolve("key.pem"));
            Path csr = OpenSsl.csr(key, "/CN=" + instance, names.get(component), home.resolve("csr.pem"));
            String printed = site.installation()
                    .client("oscar")
                    .run(
                            "request",
                            "create",
                            "-f",
                            csr.toString(),
                            "--cluster",
                            "countersign",
                            "--component",
                            component,
                            "--instance",
                            instance,
                            "--lifetime",
                            BRIEF_LIFE.toSeconds() + "s",
                            "-o",
                            "name")
                    .expect(0)
                    .out()
                    .strip();
            ids.add(printed.substring(printed.lastIndexOf('/') + 1));
            homes.add(home);
        }
        return List.of();
    }

    private static Instant max(Identity one, Identity other) {
        Instant first = one.certificate().getNotAfter().toInstant();
        Instant second = other.certificate().getNotAfter().toInstant();
        return first.isAfter(second) ? first : second;
    }
}
