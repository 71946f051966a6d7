package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.House.Result;
import io.countersign.contracts.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckExpirationTest {
    private static final String LINEAGE =
            """
            {"lineage":"demo/%1$s/%2$s","cluster":"demo","component":"%1$s","instance":"%2$s","issuer":"%3$s",
             "newest":{"fingerprint":"new","serial":"4f1b","notBefore":"%4$s","notAfter":"%5$s"}%6$s}""";

    private static final String SERVED_OLDER =
            """
            ,"served":{"fingerprint":"old","serial":"4f1a","notBefore":"2025-12-01T00:00:00Z",
                       "notAfter":"2026-12-01T00:00:00Z"}""";

    private static final String SERVED_NEWEST = ",\"served\":{\"fingerprint\":\"new\",\"serial\":\"4f1b\"}";

    @TempDir
    Path folder;

    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void inventory(String... lineages) {
        house.registry.answer("GET /v1/lineages?cluster=demo", "{\"items\":[" + String.join(",", lineages) + "]}");
    }

    private static String lineage(
            String component, String instance, String issuer, String from, String until, String more) {
        return LINEAGE.formatted(component, instance, issuer, from, until, more);
    }

    private static String year(String component, String instance, String issuer, String more) {
        return lineage(component, instance, issuer, "2026-11-22T11:55:00Z", "2027-11-22T12:00:00Z", more);
    }

    @Test
    void showsKubeadmsColumns() {
        inventory(
                year("etcd-server", "cp-1", "etcd-ca", SERVED_NEWEST),
                year("admin", "cp-1", "ca", ""),
                lineage("kubelet-client", "worker-1", "ca", "2026-11-01T00:00:00Z", "2027-01-20T00:00:00Z", ""));

        Result result = house.run("certs", "check-expiration", "--cluster", "demo");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .isEqualTo(
                        """
                        [check-expiration] Reading the inventory of cluster demo from %s

                        CERTIFICATE      EXPIRES                  RESIDUAL TIME   CERTIFICATE AUTHORITY   EXTERNALLY MANAGED   INSTANCE   SERVED
                        admin.conf       Nov 22, 2027 12:00 UTC   365d            ca                      yes                  cp-1       -
                        etcd-server      Nov 22, 2027 12:00 UTC   365d            etcd-ca                 yes                  cp-1       yes
                        kubelet-client   Jan 20, 2027 00:00 UTC   58d             ca                      yes                  worker-1   -

                        CERTIFICATE AUTHORITY   EXPIRES                  RESIDUAL TIME   EXTERNALLY MANAGED
                        ca                      Nov 19, 2036 12:00 UTC   10y             yes
                        etcd-ca                 Nov 19, 2036 12:00 UTC   10y             yes
                        front-proxy-ca          Nov 19, 2036 12:00 UTC   10y             yes

                        """
                                .formatted(house.registry.address()));
    }

    @Test
    void usesKubeadmsMemberNames() throws Exception {
        inventory(year("etcd-server", "cp-1", "etcd-ca", ""));

        Result result = house.run("certs", "check-expiration", "--cluster", "demo", "-o", "json");

        JsonNode info = Json.STRICT.readTree(result.out());
        assertThat(info.path("apiVersion").asText()).isEqualTo("output.kubeadm.k8s.io/v1alpha3");
        assertThat(info.path("kind").asText()).isEqualTo("CertificateExpirationInfo");
        assertThat(info.path("certificates"))
                .isEqualTo(
                        Json.STRICT.readTree(
                                """
                        [{"name":"etcd-server","expirationDate":"2027-11-22T12:00:00Z","residualTime":31536000,
                          "externallyManaged":true,"caName":"etcd-ca","missing":false,"instance":"cp-1","served":"-"}]"""));
        assertThat(info.path("certificateAuthorities").get(0))
                .isEqualTo(
                        Json.STRICT.readTree(
                                """
                        {"name":"ca","expirationDate":"2036-11-19T12:00:00Z","residualTime":315360000,
                         "externallyManaged":true,"missing":false}"""));
    }

    @Test
    void endsWithThreeWhenSomethingRunsOutWithinThirtyDays() {
        inventory(lineage("apiserver", "cp-1", "ca", "2025-12-20T00:00:00Z", "2026-12-20T00:00:00Z", ""));

        Result result = house.run("certs", "check-expiration", "--cluster", "demo", "-o", "yaml");

        assertThat(result.exit()).isEqualTo(ExitCode.ATTENTION);
        assertThat(result.err())
                .isEqualTo(
                        """
                        1 certificate needs attention within 720h:
                          demo/apiserver/cp-1 expires 2026-12-20T00:00:00Z
                        """);
        assertThat(result.out()).startsWith("kind: \"CertificateExpirationInfo\"\n");
    }

    @Test
    void aNewCertificateDoesNotHideThatTheOldOneIsStillServed() {
        inventory(year("apiserver", "cp-2", "ca", SERVED_OLDER));

        Result result = house.run("certs", "check-expiration", "--cluster", "demo");

        assertThat(result.exit()).isEqualTo(ExitCode.ATTENTION);
        assertThat(result.out()).contains("NO: still 4f1a");
        assertThat(result.err()).contains("expires 2026-12-01T00:00:00Z, served although a newer one was issued");
    }

    @Test
    void shortLivesAloneNeedNoAttention() {
        inventory(
                lineage("user", "jane", "ca", "2026-11-22T04:00:00Z", "2026-11-22T11:00:00Z", ""),
                lineage("kubelet-serving", "worker-1", "ca", "2026-11-21T00:00:00Z", "2026-11-28T00:00:00Z", ""));

        assertThat(house.run("certs", "check-expiration", "--cluster", "demo").exit())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void refusesAnUnknownCluster() {
        assertThat(house.run("certs", "check-expiration", "--cluster", "prod").err())
                .isEqualTo("error: the trust document has no cluster 'prod'\nwhat to do: countersign get clusters\n");
    }
}
