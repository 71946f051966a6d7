package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Event;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.e2e.installation.Layout;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Where {@link SecretsIT} does not look: dead letters and all that is carried in base64, the broker's and the database's own
 * files, ops pages, and what a service says of its configuration. Each search first finds a planted word, so it can fail.
 */
@WithInstallation
@Order(Integer.MAX_VALUE - 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecretsStayHiddenIT {
    private static final Duration MOMENT = Duration.ofSeconds(30);

    private final SharedInstallation site;
    private final Path folder;
    private final List<Secret> secrets = new ArrayList<>();
    private final String planted = "planted-" + UUID.randomUUID();
    private final Secret word = new Secret(List.of(), List.of(planted));

    SecretsStayHiddenIT(SharedInstallation site) {
        this.site = site;
        this.folder = site.layout().folder();
    }

    @BeforeAll
    void gather() throws IOException {
        for (String token : List.of("issuing", "log")) {
            secrets.add(Secret.pin(site.layout().pin(token)));
            secrets.add(Secret.pin(site.layout().soPin(token)));
        }
        try (Stream<Path> homes = Files.list(folder.resolve("identities"))) {
            for (Path home : homes.toList()) {
                secrets.add(Secret.key(home.resolve("key.pem")));
            }
        }
        for (String person : List.of("alice", "bob", "chen", "dave", "oscar")) {
            secrets.add(Secret.key(site.layout().approvalKey(person)));
        }
        for (Secret secret : secrets) {
            assertThat(secret.isIn(FileTree.text(secret.places().get(0))))
                    .as("%s", secret)
                    .isTrue();
        }
    }

    private List<Secret> secretsIn(String text) {
        String decoded = DecodedText.of(text);
        return secrets.stream().filter(secret -> secret.isIn(decoded)).toList();
    }

    @Test
    void neitherTopicsNorDeadLettersCarryASecret() {
        byte[] garbage = ("garbage with " + planted).getBytes(StandardCharsets.UTF_8);
        String key = new Lineage(Layout.CLUSTER, "user", site.freshUser()).toString();
        site.write("registry-service", Topic.APPROVALS, key, garbage);
        Event letter = site.deadLetter(ServiceName.SIGNER, Topic.APPROVALS, garbage);
        String carried = new String(letter.bytes(), StandardCharsets.ISO_8859_1);
        assertThat(word.isIn(carried)).as("in plain words").isFalse();
        assertThat(word.isIn(DecodedText.of(carried))).as("in the excerpt").isTrue();

        List<Wire.Seen> seen = site.wire().seen();
        assertThat(seen).extracting(Wire.Seen::topic).contains(Topic.DEAD_LETTERS, Topic.TRUST, Topic.RECEIPTS);
        for (Wire.Seen record : seen) {
            String value = new String(record.value().toArray(), StandardCharsets.ISO_8859_1);
            assertThat(secretsIn(record.key() + "\n" + value))
                    .as("%s, %s", record.topic(), record.event())
                    .isEmpty();
        }
    }

    @Test
    void neitherTheBrokersNorTheDatabasesFilesHoldASecret() throws IOException {
        byte[] garbage = planted.getBytes(StandardCharsets.UTF_8);
        String key = new Lineage(Layout.CLUSTER, "user", site.freshUser()).toString();
        site.write("registry-service", Topic.APPROVALS, key, garbage);
        site.deadLetter(ServiceName.SIGNER, Topic.APPROVALS, garbage);
        // Sparse index files of the broker hold offsets only.
        List<Path> files = Stream.of("broker/data", "postgres/data")
                .flatMap(data -> filesOf(folder.resolve(data)).stream())
                .filter(file -> !file.toString().endsWith("index"))
                .toList();
        boolean found = false;
        for (Path file : files) {
            String text = FileTree.text(file);
            found |= word.isIn(text);
            assertThat(secrets.stream().filter(secret -> secret.isIn(text)))
                    .as("%s", file)
                    .isEmpty();
        }
        assertThat(found).as("the planted word is found").isTrue();
        assertThat(files).anyMatch(file -> file.startsWith(folder.resolve("postgres/data/base")));
    }

    private static List<Path> filesOf(Path root) {
        try {
            return FileTree.files(root, Set.of());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noOpsPageShowsASecret() {
        for (ServiceName service : ServiceName.values()) {
            for (String page : List.of("/livez", "/readyz?verbose", "/metrics")) {
                String shown = site.get(service.wireName(), page);
                assertThat(shown).as("%s%s", service.wireName(), page).isNotBlank();
                assertThat(secretsIn(shown))
                        .as("%s%s", service.wireName(), page)
                        .isEmpty();
            }
        }
    }

    @Test
    void aServiceTellsOfItsConfigurationNoSecretEvenOneThatWasWrittenThere() throws IOException {
        for (ServiceName service : ServiceName.values()) {
            String name = service.wireName();
            Path right = site.layout().config(name);
            assertThat(said(name, 0, "--explain-config")).contains("identity");
            assertThat(said(name, 0, "--config", right.toString(), "--check-config"))
                    .contains("ok");

            Path wrong = Files.createDirectories(folder.resolve("planted")).resolve(name + ".yaml");
            Files.writeString(wrong, Files.readString(right) + "\npin: " + planted + "\n");
            String complaint = said(name, 1, "--config", wrong.toString());
            assertThat(complaint).contains("pin");
            assertThat(word.isIn(complaint)).as(complaint).isFalse();
        }
    }

    private String said(String service, int exit, String... arguments) throws IOException {
        ServiceSpec spec = site.installation().spec(service);
        Path log = folder.resolve("planted").resolve(service + "-" + arguments.length + "-" + exit + ".log");
        Files.createDirectories(log.getParent());
        ServiceProcess process = site.installation()
                .launch(new ServiceSpec(
                        service + "-once",
                        spec.classPath(),
                        spec.mainClass(),
                        spec.jvm(),
                        List.of(arguments),
                        spec.environment(),
                        log));
        assertThat(process.exitCode(MOMENT))
                .as("%s %s", service, List.of(arguments))
                .isEqualTo(exit);
        String said = Files.readString(log);
        assertThat(secretsIn(said)).isEmpty();
        return said;
    }

    @Test
    void noProcessShowsASecret() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "60");
        builder.environment().put("PLANTED", planted);
        Process control = builder.start();
        try {
            assertThat(word.isIn(shown(control.toHandle())))
                    .as("the planted word is found")
                    .isTrue();
            ProcessHandle postgres =
                    ProcessHandle.of(site.installation().postgres().pid()).orElseThrow();
            List<ProcessHandle> processes = Stream.of(
                            ProcessHandle.current().descendants(), Stream.of(postgres), postgres.descendants())
                    .flatMap(all -> all)
                    .toList();
            assertThat(processes).extracting(ProcessHandle::pid).contains(control.pid());
            for (ProcessHandle process : processes) {
                assertThat(secretsIn(shown(process))).as("%s", process.info()).isEmpty();
            }
        } finally {
            control.destroy();
        }
    }

    private static String shown(ProcessHandle process) throws IOException {
        Path entry = Path.of("/proc", Long.toString(process.pid()));
        return FileTree.text(entry.resolve("cmdline")) + "\n" + FileTree.text(entry.resolve("environ"));
    }

    /** The planted word is in the folder as well: what looks through the logs finds it there. */
    @Test
    void noLogHoldsASecretInAnyForm() throws IOException {
        Path control = Files.createDirectories(folder.resolve("planted")).resolve("control.log");
        Files.writeString(
                control,
                "a line with " + Base64.getEncoder().encodeToString(("x" + planted).getBytes(StandardCharsets.UTF_8)));
        Map<Boolean, List<Path>> logs = Stream.of("services", "planted", "broker", "postgres", "etcd")
                .map(folder::resolve)
                .filter(Files::exists)
                .flatMap(root -> filesOf(root).stream())
                .filter(file -> file.toString().endsWith(".log") && !file.startsWith(folder.resolve("broker/data")))
                .collect(Collectors.partitioningBy(control::equals));
        assertThat(logs.get(true)).hasSize(1);
        assertThat(word.isIn(DecodedText.of(FileTree.text(control)))).isTrue();
        assertThat(logs.get(false))
                .contains(
                        site.layout().log("signer-service"),
                        site.layout().log("registry-service"),
                        site.layout().log("audit-service"),
                        site.layout().log("expiry-watcher"));
        for (Path log : logs.get(false)) {
            assertThat(secretsIn(FileTree.text(log))).as("%s", log).isEmpty();
        }
    }
}
