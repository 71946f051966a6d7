package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.ServiceName;
import io.countersign.stack.Identity;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.junit.jupiter.api.Test;

/** Nobody is two, and nobody but the broker and the administrator is above the rules. */
@WithInstallation
final class IdentitiesIT {
    private static final String PRIVATE_KEY = "PRIVATE KEY-----";

    private final SharedInstallation site;

    IdentitiesIT(SharedInstallation site) {
        this.site = site;
    }

    @Test
    void noTwoIdentitiesShareAKeyOrACertificate() throws IOException {
        List<Identity> all = identities();
        assertThat(all).hasSizeGreaterThanOrEqualTo(15);
        assertThat(all.stream().map(Identity::keyPem)).doesNotHaveDuplicates();
        assertThat(all.stream()
                        .map(identity ->
                                Bytes.of(identity.certificate().getPublicKey().getEncoded())))
                .doesNotHaveDuplicates();
        assertThat(all.stream().map(identity -> identity.certificate().getSubjectX500Principal()))
                .doesNotHaveDuplicates();
        assertThat(all.stream().map(identity -> identity.certificate().getSerialNumber()))
                .doesNotHaveDuplicates();
    }

    @Test
    void nobodyApprovesWithTheKeyOfHisConnection() throws IOException {
        List<String> keys =
                new ArrayList<>(identities().stream().map(Identity::keyPem).toList());
        for (String person : List.of("alice", "bob", "chen", "dave", "oscar")) {
            keys.add(Files.readString(site.layout().approvalKey(person)));
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void eachServiceIsConfiguredWithItsOwnFiles() throws IOException {
        for (ServiceName service : ServiceName.values()) {
            String name = service.wireName();
            String configuration = Files.readString(site.layout().config(name));
            List<String> named = identities().stream()
                    .map(Identity::folder)
                    .map(Path::toString)
                    .filter(folder -> configuration.lines().anyMatch(line -> line.endsWith(": " + folder)))
                    .map(folder -> Path.of(folder).getFileName().toString())
                    .toList();
            // The registry's owner makes its tables at start; nobody else holds a second identity.
            String[] expected =
                    service == ServiceName.REGISTRY ? new String[] {name, "registry-owner"} : new String[] {name};
            assertThat(named).as(name).containsExactlyInAnyOrder(expected);
        }
    }

    @Test
    void everyFileWithAPrivateKeyOrAPinIsItsOwnersAlone() throws IOException {
        Map<Path, String> modes = new TreeMap<>();
        for (Path file : FileTree.files(site.layout().folder(), Set.of())) {
            if (holdsSecret(file)) {
                modes.put(file, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertThat(modes).hasSizeGreaterThan(20);
        assertThat(modes)
                .allSatisfy((file, mode) -> assertThat(mode).as("%s", file).isEqualTo("rw-------"));
    }

    @Test
    void theBrokerRunsWithTwoSuperUsersAndDeniesWhatNoRuleAllows() throws IOException {
        // From the file on its own command line: the broker shows no value of a setting that belongs to its authorizer.
        Path process =
                Path.of("/proc", Long.toString(site.installation().broker().pid()), "cmdline");
        String[] command = Files.readString(process, StandardCharsets.UTF_8).split("\0", -1);
        String file = Arrays.stream(command)
                .filter(argument -> argument.endsWith("server.properties"))
                .findFirst()
                .orElseThrow();
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        }
        assertThat(properties.getProperty("super.users").split(";", -1))
                .containsExactlyInAnyOrder("User:broker", "User:admin");
        assertThat(properties).containsEntry("allow.everyone.if.no.acl.found", "false");
    }

    @Test
    void onlyTheSuperUsersMayReadTheRights() throws Exception {
        for (String name : List.of("admin", "broker")) {
            try (Admin client = site.kafka(name).admin()) {
                assertThat(client.describeAcls(AclBindingFilter.ANY).values().get(20, TimeUnit.SECONDS))
                        .as(name)
                        .isNotEmpty();
            }
        }
        for (String name : List.of(
                "registry-service",
                "signer-service",
                "audit-service",
                "expiry-watcher",
                "registry-owner",
                "audit-owner",
                "postgres")) {
            try (Admin client = site.kafka(name).admin()) {
                assertThatThrownBy(() -> client.describeAcls(AclBindingFilter.ANY)
                                .values()
                                .get(20, TimeUnit.SECONDS))
                        .as(name)
                        .hasCauseInstanceOf(AuthorizationException.class);
            }
        }
    }

    private List<Identity> identities() throws IOException {
        try (Stream<Path> folders = Files.list(site.layout().folder().resolve("identities"))) {
            return folders.sorted().map(Identity::in).toList();
        }
    }

    private static boolean holdsSecret(Path file) throws IOException {
        String name = file.getFileName().toString();
        return name.endsWith("pin") || FileTree.text(file).contains(PRIVATE_KEY);
    }
}
