package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.House.Result;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Installation;
import io.countersign.x509.Pem;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GetTest {
    private static final String REQUEST =
            """
            {"id":"%s","lineage":"demo/etcd-peer/cp-1","profile":"etcd-peer","state":"%s","requester":"jane",
             "submittedAt":"2026-11-22T11:58:30Z"%s}""";

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

    private void twoPagesOfRequests() {
        house.registry.answer(
                "GET /v1/requests",
                "{\"items\":[" + REQUEST.formatted("aaa", "submitted", ",\"reason\":\"CHG0421\"")
                        + "],\"next\":\"c 1\"}");
        house.registry.answer(
                "GET /v1/requests?cursor=c%201",
                "{\"items\":["
                        + REQUEST.formatted(
                                "bbb", "refused", ",\"refusal\":{\"code\":\"rsa-size\",\"detail\":\"1024 bits\"}")
                        + "]}");
    }

    @Test
    void listsEveryPageAsATable() {
        twoPagesOfRequests();

        assertThat(house.run("get", "requests"))
                .isEqualTo(new Result(
                        0,
                        """
                        ID    LINEAGE               PROFILE     STATE       REQUESTER   AGE
                        aaa   demo/etcd-peer/cp-1   etcd-peer   submitted   jane        90s
                        bbb   demo/etcd-peer/cp-1   etcd-peer   refused     jane        90s
                        """,
                        ""));
    }

    @Test
    void showsMoreWhenWide() {
        twoPagesOfRequests();

        assertThat(house.run("get", "requests", "-o", "wide").out())
                .isEqualTo(
                        """
                        ID    LINEAGE               PROFILE     STATE       REQUESTER   AGE   REASON    REFUSAL    CERTIFICATE
                        aaa   demo/etcd-peer/cp-1   etcd-peer   submitted   jane        90s   CHG0421   -          -
                        bbb   demo/etcd-peer/cp-1   etcd-peer   refused     jane        90s   -         rsa-size   -
                        """);
    }

    @Test
    void takesTheContextBeforeTheCommandToo() {
        twoPagesOfRequests();

        assertThat(house.runBare("--context", house.context.toString(), "get", "requests", "-o", "name"))
                .isEqualTo(new Result(0, "request/aaa\nrequest/bbb\n", ""));
    }

    @Test
    void printsNamesThatOtherCommandsTake() {
        twoPagesOfRequests();

        assertThat(house.run("get", "requests", "-o", "name").out()).isEqualTo("request/aaa\nrequest/bbb\n");
    }

    @Test
    void asksTheServerToFilter() {
        house.registry.answer("GET /v1/requests?cluster=demo&component=etcd-peer&state=submitted", "{\"items\":[]}");

        Result result =
                house.run("get", "requests", "--cluster", "demo", "--component", "etcd-peer", "--state", "submitted");

        assertThat(result).isEqualTo(new Result(0, "", "none found\n"));
    }

    @Test
    void printsJsonAndYaml() {
        house.registry.answer("GET /v1/clusters", "{\"items\":[{\"name\":\"demo\",\"nodes\":[{\"name\":\"cp-1\"}]}]}");

        assertThat(house.run("get", "clusters", "-o", "json").out())
                .isEqualTo(
                        """
                        {
                          "items" : [
                            {
                              "name" : "demo",
                              "nodes" : [
                                {
                                  "name" : "cp-1"
                                }
                              ]
                            }
                          ]
                        }
                        """);
        assertThat(house.run("get", "clusters", "-o", "yaml").out())
                .isEqualTo(
                        """
                        items:
                        - name: "demo"
                          nodes:
                          - name: "cp-1"
                        """);
    }

    @Test
    void listsClusters() {
        house.registry.answer(
                "GET /v1/clusters",
                """
                {"items":[{"name":"demo","dnsDomain":"cluster.local","issuers":[{"name":"ca"},{"name":"etcd-ca"}],
                           "nodes":[{"name":"cp-1"},{"name":"worker-1"}],"lineages":7}]}""");

        assertThat(house.run("get", "clusters").out())
                .isEqualTo(
                        """
                        NAME   DNS DOMAIN      NODES   ISSUERS      LINEAGES
                        demo   cluster.local   2       ca,etcd-ca   7
                        """);
    }

    @Test
    void listsLineagesWithWhatIsInstalledAndServed() {
        house.registry.answer(
                "GET /v1/lineages?cluster=demo",
                """
                {"items":[{"lineage":"demo/etcd-peer/cp-1","cluster":"demo","component":"etcd-peer","instance":"cp-1",
                  "newest":{"fingerprint":"bb","notAfter":"2027-11-22T12:00:00Z"},
                  "installed":{"fingerprint":"bb"},"served":{"fingerprint":"aa"}}]}""");

        assertThat(house.run("get", "lineages", "--cluster", "demo").out())
                .isEqualTo(
                        """
                        CLUSTER   COMPONENT   INSTANCE   RESIDUAL TIME   INSTALLED   SERVED
                        demo      etcd-peer   cp-1       365d            yes         older
                        """);
    }

    private void showPem(String id, byte[] certificate) {
        house.registry.answer(
                "GET /v1/certificates/" + id + " application/x-pem-file",
                200,
                "application/x-pem-file",
                Pem.encode(Pem.CERTIFICATE, certificate));
    }

    @Test
    void getsOneCertificateAsPemOnceItIsVerified() throws Exception {
        byte[] certificate = new Authority(house.installation, "demo", "etcd-ca").peer(7, "cp-1");
        String fingerprint = Sha256.of(certificate).hex();
        showPem("k3jw5q2mzv7xh4tbd6ra", certificate);
        showPem(fingerprint, certificate);

        Result expected = new Result(0, Pem.encode(Pem.CERTIFICATE, certificate), "");
        assertThat(house.run("get", "certificate", "k3jw5q2mzv7xh4tbd6ra", "-o", "pem"))
                .isEqualTo(expected);
        assertThat(house.run("get", "certificate", fingerprint, "-o", "pem")).isEqualTo(expected);
    }

    @Test
    void printsNoPemThatItCannotVerify() throws Exception {
        byte[] foreign = new Authority(Installation.at(House.NOW), "demo", "etcd-ca").peer(7, "cp-1");
        byte[] other = new Authority(house.installation, "demo", "etcd-ca").peer(8, "cp-1");
        showPem("7", foreign);
        showPem("a".repeat(64), other);
        house.registry.answer(
                "GET /v1/certificates/9 application/x-pem-file", 200, "application/x-pem-file", "no certificate\n");

        Result result = house.run("get", "certificate", "7", "-o", "pem");

        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .startsWith("error: the registry's certificate 7 does not count: ")
                .contains("what to do: do not use it");
        Result swapped = house.run("get", "certificate", "a".repeat(64), "-o", "pem");
        assertThat(swapped.out()).isEmpty();
        assertThat(swapped.err()).contains("it is another one than asked for");
        assertThat(house.run("get", "certificate", "9", "-o", "pem").err()).contains("does not count");
    }

    @Test
    void pemIsForOneCertificate() {
        assertThat(house.run("get", "requests", "-o", "pem"))
                .isEqualTo(
                        new Result(
                                ExitCode.USAGE,
                                "",
                                "error: -o pem is for one certificate or CRL\nwhat to do: countersign get certificate ID -o pem\n"));
    }

    @Test
    void saysWhatToDoWhenTheServerIsAway() {
        house.registry.close();

        Result result = house.run("get", "requests");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .contains(" does not answer: ")
                .contains("what to do: check the address in the context file, and that the service runs");
    }

    @Test
    void describesARequestFromSubmittedToServed() {
        house.registry.answer(
                "GET /v1/requests/aaa",
                """
                {"id":"aaa","lineage":"demo/etcd-peer/cp-1","profile":"etcd-peer","state":"refused","requester":"jane",
                 "names":{"cn":"cp-1","o":[],"dns":["cp-1","localhost"],"ip":["127.0.0.1"],"uri":[]},
                 "order":{"digest":"ddd","persons":["ann","ben"],"needed":2},
                 "refusal":{"code":"order-past-use-by","detail":"usable until noon"},
                 "timeline":[{"at":"2026-11-22T12:00:00.041Z","what":"approved by ann"},
                             {"at":"2026-11-22T12:00:00Z","what":"submitted","detail":"CHG0421"},
                             {"at":"2026-11-22T12:00:12.250Z","what":"refused","detail":"order-past-use-by"}]}""");

        assertThat(house.run("describe", "request", "aaa").out())
                .isEqualTo(
                        """
                        Request:      aaa
                        Lineage:      demo/etcd-peer/cp-1
                        Profile:      etcd-peer
                        State:        refused
                        Requester:    jane
                        CN:           cp-1
                        DNS:          cp-1, localhost
                        IP:           127.0.0.1
                        Order:        ddd
                        Approved by:  ann, ben (2 of 2 persons)
                        Refusal:      order-past-use-by: usable until noon
                        What to do:   %s
                        Timeline:     from 2026-11-22T12:00:00Z
                          +0.000      submitted: CHG0421
                          +0.041      approved by ann
                          +12.250     refused: order-past-use-by
                        """
                                .formatted(RefusalCode.ORDER_PAST_USE_BY.remedy()));
    }

    @Test
    void describesALineage() {
        house.registry.answer(
                "GET /v1/lineages/demo/etcd-peer/cp-1",
                """
                {"lineage":"demo/etcd-peer/cp-1","profile":"etcd-peer","issuer":"etcd-ca","node":"cp-1",
                 "newest":{"serial":"4f1a","notAfter":"2027-11-22T12:00:00Z"},
                 "served":{"serial":"4f19","notAfter":"2026-12-22T12:00:00Z"},
                 "timeline":[{"at":"2026-11-22T12:00:00Z","what":"issued"},
                             {"at":"2026-11-22T12:00:03Z","what":"served on cp-1"}]}""");

        assertThat(house.run("describe", "lineage", "demo/etcd-peer/cp-1").out())
                .isEqualTo(
                        """
                        Lineage:      demo/etcd-peer/cp-1
                        Profile:      etcd-peer
                        Issuer:       etcd-ca
                        Node:         cp-1
                        Newest:       serial 4f1a, until 2027-11-22T12:00:00Z
                        Served:       serial 4f19, until 2026-12-22T12:00:00Z
                        Timeline:     from 2026-11-22T12:00:00Z
                          +0.000      issued
                          +3.000      served on cp-1
                        """);
    }

    @Test
    void describesACertificateWithThePastOfItsRequest() {
        house.registry.answer(
                "GET /v1/certificates/ab12",
                """
                {"fingerprint":"ab12","serial":"4f1a","lineage":"demo/etcd-peer/cp-1","request":"aaa","entry":18202,
                 "timeline":[{"at":"2026-11-22T12:00:01Z","what":"issued"}]}""");
        house.registry.answer(
                "GET /v1/requests/aaa",
                """
                {"id":"aaa","timeline":[{"at":"2026-11-22T12:00:00Z","what":"submitted"},
                                        {"at":"2026-11-22T12:00:01Z","what":"issued"}]}""");

        assertThat(house.run("describe", "certificate", "ab12").out())
                .contains("Log entry:    18202\n")
                .endsWith(
                        """
                        Timeline:     from 2026-11-22T12:00:00Z
                          +0.000      submitted
                          +1.000      issued
                        """);
    }
}
