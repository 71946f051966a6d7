package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.ServiceName;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.OpenSsl;
import io.countersign.stack.MutualTlsClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Late, so that everything the other tests provoked has been logged: no PIN and no private key is told to anybody. */
@WithInstallation
@Order(Integer.MAX_VALUE - 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecretsIT {
    private final SharedInstallation site;
    private final Path folder;
    private final List<Secret> secrets = new ArrayList<>();
    private HttpResponse<String> answerToTheSlip;
    private Client.Answer commandAboutTheSlip;
    private Secret slip;

    SecretsIT(SharedInstallation site) {
        this.site = site;
        this.folder = site.layout().folder();
    }

    @BeforeAll
    void gather() throws Exception {
        for (String token : List.of("issuing", "log")) {
            secrets.add(Secret.pin(site.layout().pin(token)));
            secrets.add(Secret.pin(site.layout().soPin(token)));
        }
        try (Stream<Path> homes = Files.list(folder.resolve("identities"))) {
            for (Path home : homes.toList()) {
                Path key = home.resolve("key.pem");
                // Kafka wants key and certificate in one file: the broker's own.
                secrets.add(
                        home.endsWith("broker")
                                ? Secret.key(key, folder.resolve("broker/keystore.pem"))
                                : Secret.key(key));
            }
        }
        for (String person : List.of("alice", "bob", "chen", "dave", "oscar")) {
            secrets.add(Secret.key(site.layout().approvalKey(person)));
        }
        slip();
    }

    /** The commonest slip: the key file is sent where the CSR was meant. */
    private void slip() throws Exception {
        Path key = OpenSsl.newKey(folder.resolve("slip/user.key"));
        slip = Secret.key(key);
        secrets.add(slip);
        String pem = Files.readString(key).replace("\n", "\\n");
        String body = "{\"cluster\":\"demo\",\"component\":\"user\",\"instance\":\"slip\",\"csr\":\"" + pem + "\"}";
        int port = site.installation().configs().registryPort();
        answerToTheSlip = MutualTlsClient.http(site.layout().identity("oscar"))
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/v1/requests"))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        commandAboutTheSlip = site.installation()
                .client("oscar")
                .run("request", "create", "-f", key.toString(), "--cluster", "demo", "--component", "user");
    }

    @Test
    void everySecretIsFoundWhereItMayBe() throws IOException {
        // Otherwise the searches below could find nothing because they look for nothing.
        assertThat(secrets).hasSizeGreaterThan(20);
        for (Secret secret : secrets) {
            for (Path place : secret.places()) {
                assertThat(secret.isIn(FileTree.text(place))).as("%s", place).isTrue();
            }
        }
    }

    @Test
    void noOtherFileHoldsASecret() throws IOException {
        Map<Path, List<Secret>> found = new TreeMap<>();
        // What a table or a topic holds is asked for below; the files of both come and go.
        List<Path> files =
                FileTree.files(folder, Set.of(folder.resolve("postgres/data"), folder.resolve("broker/data")));
        for (Path file : files) {
            List<Secret> inside = secretsIn(FileTree.text(file)).stream()
                    .filter(secret -> !secret.places().contains(file))
                    .toList();
            if (!inside.isEmpty()) {
                found.put(file, inside);
            }
        }
        assertThat(found).isEmpty();
        assertThat(files)
                .as("what was looked through")
                .contains(
                        site.layout().log("registry-service"),
                        site.layout().log("signer-service"),
                        site.layout().log("audit-service"),
                        site.layout().log("expiry-watcher"),
                        site.layout().config("registry-service"),
                        site.layout().config("signer-service"),
                        site.layout().config("audit-service"),
                        site.layout().config("expiry-watcher"),
                        site.layout().plan(),
                        site.installation().broker().log(),
                        site.installation().broker().configuration(),
                        site.installation().postgres().log());
    }

    @Test
    void noProcessShowsASecretInItsArgumentsOrEnvironment() throws IOException {
        List<ProcessHandle> processes = processes();
        for (ServiceName service : ServiceName.values()) {
            long pid = site.installation().service(service.wireName()).pid();
            assertThat(processes).extracting(ProcessHandle::pid).contains(pid);
        }
        assertThat(processes)
                .extracting(ProcessHandle::pid)
                .contains(site.installation().broker().pid());
        for (ProcessHandle process : processes) {
            Path shown = Path.of("/proc", Long.toString(process.pid()));
            for (String part : List.of("cmdline", "environ")) {
                assertThat(secretsIn(FileTree.text(shown.resolve(part))))
                        .as("%s of %s", part, process.info())
                        .isEmpty();
            }
        }
    }

    @Test
    void noTopicCarriesASecret() {
        List<Wire.Seen> seen = site.wire().seen();
        assertThat(seen).isNotEmpty();
        for (Wire.Seen record : seen) {
            String value = new String(record.value().toArray(), StandardCharsets.ISO_8859_1);
            assertThat(secretsIn(record.key() + value))
                    .as("%s, %s", record.topic(), record.event())
                    .isEmpty();
        }
    }

    @Test
    void aKeySentByMistakeIsRefusedAndNotRepeated() {
        assertThat(answerToTheSlip.statusCode()).isEqualTo(422);
        assertThat(slip.isIn(answerToTheSlip.body())).isFalse();
        assertThat(commandAboutTheSlip.exit()).isIn(1, 2);
        assertThat(slip.isIn(commandAboutTheSlip.said())).isFalse();
    }

    private List<Secret> secretsIn(String text) {
        return secrets.stream().filter(secret -> secret.isIn(text)).toList();
    }

    /** Everything this JVM started, and Postgres, which its starter left to itself. */
    private List<ProcessHandle> processes() {
        ProcessHandle postgres =
                ProcessHandle.of(site.installation().postgres().pid()).orElseThrow();
        return Stream.of(ProcessHandle.current().descendants(), Stream.of(postgres), postgres.descendants())
                .flatMap(all -> all)
                .toList();
    }
}
