package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.House.Result;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusalCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestCreateTest {
    private static final String CREATED =
            "{\"id\":\"aaa\",\"lineage\":\"demo/etcd-peer/cp-1\",\"state\":\"%s\",\"certificate\":\"ab12\"}";

    @TempDir
    Path folder;

    private House house;
    private String file;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        file = Files.writeString(folder.resolve("peer.csr"), "CSR\n").toString();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Result create(String... more) {
        String[] args = new String[9 + more.length];
        System.arraycopy(
                new String[] {
                    "request", "create", "-f", file, "--cluster=demo", "--component", "etcd-peer", "--instance", "cp-1"
                },
                0,
                args,
                0,
                9);
        System.arraycopy(more, 0, args, 9, more.length);
        return house.run(args);
    }

    @Test
    void submitsTheCsrAndSaysHowToGoOn() throws Exception {
        house.registry.answer("POST /v1/requests", 201, "application/json", CREATED.formatted("submitted"));

        Result result = create("--reason", "CHG0421", "--lifetime", "8h", "--profile", "etcd-peer");

        assertThat(result)
                .isEqualTo(new Result(
                        0,
                        """
                        request/aaa created: demo/etcd-peer/cp-1 is submitted
                        next: countersign approve aaa --key FILE
                        """,
                        ""));
        assertThat(house.registry.sent)
                .containsExactly(
                        Json.STRICT.readTree(
                                """
                        {"cluster":"demo","component":"etcd-peer","instance":"cp-1","profile":"etcd-peer",
                         "csr":"CSR\\n","reason":"CHG0421","lifetime":"PT8H"}"""));
    }

    @Test
    void saysWhenTheRequestIsAnOldOne() {
        house.registry.answer("POST /v1/requests", CREATED.formatted("approving"));

        assertThat(create().out()).startsWith("request/aaa exists already: demo/etcd-peer/cp-1 is approving\n");
    }

    @Test
    void printsOnlyTheNameForScripts() {
        house.registry.answer("POST /v1/requests", CREATED.formatted("submitted"));

        assertThat(create("-o", "name")).isEqualTo(new Result(0, "request/aaa\n", ""));
    }

    @Test
    void showsCodeDetailAndRemedyOfARejection() {
        house.registry.problem("POST /v1/requests", 422, "csr-signature-invalid", "the signature is not by the key");

        assertThat(create())
                .isEqualTo(new Result(
                        ExitCode.FAILED,
                        "",
                        "error: csr-signature-invalid: the signature is not by the key\nwhat to do: "
                                + RefusalCode.CSR_SIGNATURE_INVALID.remedy() + "\n"));
    }

    @Test
    void waitsUntilIssued() {
        house.registry.answer("POST /v1/requests", CREATED.formatted("submitted"));
        house.registry.answer("GET /v1/requests/aaa", CREATED.formatted("approving"));
        house.registry.answer("GET /v1/requests/aaa", CREATED.formatted("issued"));

        Result result = create("--wait", "5m");

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).endsWith("request/aaa issued: certificate/ab12\n");
    }

    @Test
    void endsWithFourWhenNobodyApprovesInTime() {
        house.registry.answer("POST /v1/requests", CREATED.formatted("submitted"));
        house.registry.answer("GET /v1/requests/aaa", CREATED.formatted("submitted"));

        Result result = create("--wait", "2s");

        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(result.out()).endsWith("request/aaa is still submitted\n");
    }

    @Test
    void endsWithOneWhenItIsDenied() {
        house.registry.answer("POST /v1/requests", CREATED.formatted("submitted"));
        house.registry.answer(
                "GET /v1/requests/aaa",
                "{\"id\":\"aaa\",\"state\":\"denied\",\"refusal\":{\"code\":\"denied\",\"detail\":\"no ticket\"}}");

        Result result = create("--wait", "1m");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).endsWith("request/aaa denied: denied: no ticket\n");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        file = folder.resolve("none.csr").toString();

        assertThat(create().err()).contains("error: the file " + file + " cannot be read");
    }
}
