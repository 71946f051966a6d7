package io.countersign.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Lineage;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.FailedCheckException;
import io.countersign.e2e.installation.Installation;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.OpenSsl;
import io.countersign.stack.Identity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Two people sign a standing grant once; from then on the agent renews by the live certificate's key, and nobody is asked. */
final class HandsOffStep implements Step {
    static final String COMPONENT = "apiserver-etcd-client";
    static final Lineage LINEAGE = new Lineage(Layout.CLUSTER, COMPONENT, "cp-1");

    private String before = "";
    private String grant = "";

    @Override
    public String name() {
        return "hands-off";
    }

    @Override
    public String title() {
        return "people sign a standing grant once; the agent renews under it and nobody is asked";
    }

    @Override
    public void act(Demo demo) throws Exception {
        Installation installation = demo.installation();
        before = OpenSsl.serial(certificate(installation));
        copyPair(installation);
        String printed = person(installation, "alice")
                .run(
                        "grant",
                        "create",
                        LINEAGE.toString(),
                        "--until",
                        "4h",
                        "--life",
                        "1h",
                        "--gap",
                        "20s",
                        "--requested-by",
                        "oscar",
                        "--reason",
                        "CHG0002 renewals without people",
                        "--key",
                        key(installation, "alice"),
                        "--yes")
                .expect(4)
                .out();
        demo.say(printed);
        grant = grants(installation).get(0).path("digest").asText();
        person(installation, "bob")
                .run("grant", "approve", grant, "--key", key(installation, "bob"), "--yes")
                .expect(0);

        installation.startEtcd();
        installation.startAgent();
        Installation.await("the renewed certificate on the disk", Duration.ofSeconds(150), () -> !OpenSsl.serial(
                        certificate(installation))
                .equals(before));
        Installation.await(
                "the inventory to say installed",
                Duration.ofSeconds(30),
                () -> isInstalled(installation, OpenSsl.serial(certificate(installation))));
    }

    @Override
    public String check(Demo demo) throws Exception {
        Installation installation = demo.installation();
        String after = OpenSsl.serial(certificate(installation));
        FailedCheckException.require(!after.equals(before), "the disk still holds " + before);
        FailedCheckException.require(
                isInstalled(installation, after), "the inventory does not say that " + after + " is installed");
        JsonNode live = grants(installation).get(0);
        FailedCheckException.require(
                "active".equals(live.path("state").asText()), "the grant is " + live.path("state"));
        for (JsonNode request : person(installation, "oscar")
                .run("get", "requests", "-o", "json")
                .expect(0)
                .json()
                .path("items")) {
            boolean asked = LINEAGE.toString().equals(request.path("lineage").asText())
                    && List.of("submitted", "approving")
                            .contains(request.path("state").asText());
            FailedCheckException.require(!asked, "a person is asked for " + LINEAGE);
        }
        return "alice and bob granted renewals of " + COMPONENT + " once; the agent renewed it by the live key, serial "
                + after.substring(0, 8).toLowerCase(Locale.ROOT)
                + "…, and nobody was asked.";
    }

    private static Path certificate(Installation installation) {
        return installation.layout().kubernetes().resolve("pki/apiserver-etcd-client.crt");
    }

    /** Somebody copies the live pair; a later step revokes what he has. */
    private static void copyPair(Installation installation) throws IOException {
        Identity stolen = installation.layout().stolen();
        Files.createDirectories(stolen.key().getParent());
        Files.copy(certificate(installation), stolen.cert(), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(
                certificate(installation).resolveSibling("apiserver-etcd-client.key"),
                stolen.key(),
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static boolean isInstalled(Installation installation, String serial) {
        String said = person(installation, "oscar")
                .run("get", "lineage", LINEAGE.toString(), "-o", "json")
                .expect(0)
                .json()
                .path("installed")
                .path("serial")
                .asText();
        return !said.isEmpty() && new BigInteger(said, 16).equals(new BigInteger(serial, 16));
    }

    private static JsonNode grants(Installation installation) {
        return person(installation, "alice")
                .run("get", "grants", "-o", "json")
                .expect(0)
                .json()
                .path("items");
    }

    private static Client person(Installation installation, String name) {
        return installation.client(name);
    }

    private static String key(Installation installation, String name) {
        return installation.layout().approvalKey(name).toString();
    }
}
