package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.attacks.HonestOrder;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.OpenSsl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Rule 8 over the whole system: one officer stops, a quorum lifts, and a quorum says who counts from now on. Orders go to the signer
 * past the registry, which would have refused them earlier.
 */
@WithInstallation
// Last, so that nobody tells its orders again once they are not stopped any more.
@Order(Integer.MAX_VALUE - 1)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OfficersIT {
    private static final String SIGNER = "signer-service";

    private final SharedInstallation site;

    OfficersIT(SharedInstallation site) {
        this.site = site;
    }

    @Test
    @Order(1)
    void oneFreezesALineageAndTwoThawIt() {
        Asked asked = site.asked();

        Client.Answer stopped = officer("alice", "freeze", asked.lineage().toString(), "--reason", "drill", "--yes");
        stopped.expect(0);

        assertThat(site.approve("bob", asked).said()).contains(RefusalCode.LINEAGE_FROZEN.code());
        assertThat(refused(orderedPastTheRegistry(asked)).code()).isEqualTo(RefusalCode.LINEAGE_FROZEN.code());
        lift(digest(stopped.out(), "stopped: "));
        site.approve("bob", asked).expect(0);
        site.issued(asked);
    }

    @Test
    @Order(2)
    void aStopInTheSpoolHoldsWithoutBrokerAndOverAKill() {
        Asked asked = site.asked();
        Path spool = site.installation().configs().spool();

        Client.Answer stopped = officer(
                "chen",
                "freeze",
                asked.lineage().toString(),
                "--reason",
                "the broker is not to be trusted",
                "--yes",
                "--spool",
                spool.toString());
        stopped.expect(0);

        assertThat(refused(orderedPastTheRegistry(asked)).code()).isEqualTo(RefusalCode.LINEAGE_FROZEN.code());
        site.installation().service(SIGNER).kill9();
        site.installation().awaitReady(SIGNER, site.installation().start(SIGNER));
        assertThat(refused(orderedPastTheRegistry(asked)).code()).isEqualTo(RefusalCode.LINEAGE_FROZEN.code());
        assertThat(site.wire().seen())
                .filteredOn(seen -> seen.topic() == Topic.TRUST)
                .noneMatch(seen -> seen.key().equals("stop/" + digest(stopped.out(), "lift it: countersign lift ")));
    }

    @Test
    @Order(3)
    void aSuspendedPersonApprovesNothing() {
        Asked asked = site.asked();
        Client.Answer stopped = officer("alice", "suspend", "chen", "--reason", "card lost", "--yes");
        stopped.expect(0);

        assertThat(site.approve("chen", asked).said()).contains(RefusalCode.APPROVER_NOT_ACTIVE.code());
        assertThat(refused(orderedPastTheRegistry(asked, "chen")).code())
                .isEqualTo(RefusalCode.APPROVER_NOT_ACTIVE.code());

        lift(digest(stopped.out(), "stopped: "));
        site.approve("chen", asked).expect(0);
        site.issued(asked);
    }

    @Test
    @Order(4)
    void twoOfficersSayWhoCountsFromNowOn() throws Exception {
        Path folder = Files.createDirectories(site.layout().folder().resolve("people-2"));
        Path key = OpenSsl.newKey(folder.resolve("erin.key"));
        Path shown = folder.resolve("erin.pub");
        OpenSsl.publicKey(key, shown);
        Asked asked = site.asked();
        List<String> erins = List.of("approve", asked.id(), "--key", key.toString(), "--yes");
        assertThat(site.installation().client("alice").run(erins).said()).contains(RefusalCode.KID_UNKNOWN.code());
        Path proposal = folder.resolve("v2.json");

        run(
                        "alice",
                        "roster",
                        "add",
                        "--person",
                        "erin",
                        "--key-file",
                        shown.toString(),
                        "--role",
                        "approver",
                        "--cluster",
                        "demo",
                        "--until",
                        "30d",
                        "-o",
                        proposal.toString())
                .expect(0);
        officer("alice", "trust", "approve", proposal.toString(), "--yes").expect(4);
        officer("bob", "trust", "approve", proposal.toString(), "--yes").expect(0);
        run("bob", "trust", "publish", proposal.toString()).expect(0);

        await("the log holds version 2, so erin counts")
                .atMost(SharedInstallation.LONG)
                .until(() -> site.installation().client("alice").run(erins).exit() == 0);
        site.issued(asked);
        assertThat(site.metric(SIGNER, "countersign_signer_trust_version")).isEqualTo(2);
    }

    private Client.Answer officer(String person, String... words) {
        return run(
                person,
                Stream.concat(
                                Stream.of(words),
                                Stream.of(
                                        "--key",
                                        site.layout().approvalKey(person).toString()))
                        .toArray(String[]::new));
    }

    private Client.Answer run(String person, String... words) {
        return site.installation().client(person).run(words);
    }

    private void lift(String stop) {
        Path file = site.layout().folder().resolve("lift-" + site.freshUser() + ".json");
        officer("alice", "lift", stop, "--reason", "drill over", "--yes", "-o", file.toString())
                .expect(4);
        officer("bob", "lift", "approve", file.toString(), "--yes").expect(0);
    }

    private static String digest(String said, String before) {
        String rest = said.substring(said.indexOf(before) + before.length());
        return rest.substring(0, 43);
    }

    /** A good order by this person, which a registry that knows no stops would have let through. */
    private Event orderedPastTheRegistry(Asked asked, String... approvers) {
        Event order = HonestOrder.over(site, asked, approvers.length == 0 ? new String[] {"bob"} : approvers);
        site.write("registry-service", Topic.APPROVALS, order.subject(), order.bytes());
        return order;
    }

    private CsrRefused refused(Event order) {
        List<String> causes = new ArrayList<>(List.of(order.id()));
        return site.awaitEvent(
                        EventType.CSR_REFUSED,
                        told -> told.causationId().filter(causes::contains).isPresent())
                .data(CsrRefused.class);
    }
}
