package io.countersign.e2e;

import static org.awaitility.Awaitility.await;

import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.OpenSsl;
import io.countersign.stack.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The administrator and a person once more, with new keys and certificates that end soon: ordered, approved and signed as any
 * other, under the real CAs.
 */
record BriefIdentities(Identity admin, Identity person) {
    /** Long enough to be let in everywhere first, short enough to wait for. */
    private static final Duration LIFE = Duration.ofSeconds(20);

    private static final String SPIFFE = "URI:spiffe://" + Layout.TRUST_DOMAIN;

    static BriefIdentities ordered(SharedInstallation site, Path folder) throws IOException {
        String admin =
                ask(site, folder, "infrastructure", "admin", List.of("DNS:admin", SPIFFE + "/countersign/admin"));
        String person = ask(site, folder, "person", "alice", List.of(SPIFFE + "/person/alice"));
        approve(site, "alice", person).expect(0);
        approve(site, "alice", admin).expect(4);
        approve(site, "bob", admin).expect(0);
        return new BriefIdentities(
                fetched(site, folder.resolve("admin"), admin), fetched(site, folder.resolve("alice"), person));
    }

    /** When neither is valid any more. */
    Instant end() {
        Instant one = admin.certificate().getNotAfter().toInstant();
        Instant other = person.certificate().getNotAfter().toInstant();
        return one.isAfter(other) ? one : other;
    }

    private static String ask(
            SharedInstallation site, Path folder, String component, String instance, List<String> names) {
        Path home = folder.resolve(instance);
        Path key = OpenSsl.newKey(home.resolve("key.pem"));
        Path csr = OpenSsl.csr(key, "/CN=" + instance, names, home.resolve("csr.pem"));
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
                        LIFE.toSeconds() + "s",
                        "-o",
                        "name")
                .expect(0)
                .out()
                .strip();
        return printed.substring(printed.lastIndexOf('/') + 1);
    }

    private static Client.Answer approve(SharedInstallation site, String person, String id) {
        String key = site.layout().approvalKey(person).toString();
        return site.installation().client(person).run("approve", id, "--key", key, "--yes");
    }

    private static Identity fetched(SharedInstallation site, Path home, String request) throws IOException {
        Client operator = site.installation().client("oscar");
        Client.Answer answer = await("the certificate of " + home)
                .atMost(SharedInstallation.LONG)
                .until(() -> operator.run("get", "certificate", request, "-o", "pem"), found -> found.exit() == 0);
        Files.writeString(home.resolve("cert.pem"), answer.out());
        return Identity.in(home).trusting(site.layout().identity("admin").ca());
    }
}
