package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.contracts.event.StopOrdered;
import io.countersign.contracts.event.TrustLogged;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.attacks.HonestOrder;
import io.countersign.e2e.installation.Client;
import io.countersign.e2e.installation.OpenSsl;
import io.countersign.e2e.installation.Shell;
import io.countersign.orders.SignedStop;
import io.countersign.orders.TrustFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    void oneFreezesALineageAndTwoThawIt() throws Exception {
        Asked asked = site.asked();

        Client.Answer stopped = officer("alice", "freeze", asked.lineage().toString(), "--reason", "drill", "--yes");
        stopped.expect(0);

        assertThat(site.approve("bob", asked).said()).contains(RefusalCode.LINEAGE_FROZEN.code());
        assertThat(refused(orderedPastTheRegistry(asked)).code()).isEqualTo(RefusalCode.LINEAGE_FROZEN.code());
        String stop = digest(stopped.out(), "stopped: ");
        assertThat(site.installation()
                        .configs()
                        .spool()
                        .resolve("stops/" + Sha256.parse(stop).hex() + ".json"))
                .as("the signer's memory")
                .exists();
        Path alone = site.layout().folder().resolve("lift-alone.json");
        officer("alice", "lift", stop, "--reason", "alone", "--yes", "-o", alone.toString())
                .expect(4);
        SignedStop lift = SignedStop.parse(Files.readAllBytes(alone));
        Event early = told(
                EventType.STOP_ORDERED, "stop/" + lift.digest(), new StopOrdered(lift.payload(), lift.approvals()));
        assertThat(refused(orderedPastTheRegistry(asked)).code()).isEqualTo(RefusalCode.LINEAGE_FROZEN.code());
        assertNotBelieved(early, UnreadableReason.NOT_BELIEVED);

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
        Files.copy(key, site.layout().approvalKey("erin"));
        Files.copy(shown, site.layout().approvalKey("erin").resolveSibling("erin.pub"));
        Event early = told(EventType.TRUST_PUBLISHED, "trust/2", published(Files.readAllBytes(proposal)));
        assertErinIsNobody(asked);
        assertNotBelieved(early, UnreadableReason.NOT_BELIEVED);

        officer("bob", "trust", "approve", proposal.toString(), "--yes").expect(0);
        publishUnlogged(proposal, asked);

        await("the log holds version 2, so erin counts")
                .atMost(SharedInstallation.LONG)
                .until(() -> site.installation().client("alice").run(erins).exit() == 0);
        site.issued(asked);
        assertThat(site.metric(SIGNER, "countersign_signer_trust_version")).isEqualTo(2);
    }

    /** What enough officers signed does not count before the log holds it, whatever a registry says. */
    private void publishUnlogged(Path proposal, Asked asked) throws Exception {
        long audit = site.installation().service("audit-service").pid();
        Shell.run("kill", "-STOP", Long.toString(audit)).orFail();
        try {
            run("bob", "trust", "publish", proposal.toString()).expect(0);
            TrustPublished complete = published(Files.readAllBytes(proposal));
            Event version = site.awaitEvent(
                    EventType.TRUST_PUBLISHED,
                    event -> event.data(TrustPublished.class).document().equals(complete.document()));
            String otherProof = site.awaitEvent(EventType.RECEIPT_ISSUED, event -> true)
                    .data(ReceiptIssued.class)
                    .proof();
            Event forged = told(EventType.TRUST_LOGGED, "trust/2", new TrustLogged(2, version.id(), otherProof));
            assertErinIsNobody(asked);
            assertNotBelieved(forged, UnreadableReason.RECEIPT_INVALID);
            assertThat(site.metric(SIGNER, "countersign_signer_trust_version")).isEqualTo(1);
        } finally {
            Shell.run("kill", "-CONT", Long.toString(audit)).orFail();
        }
    }

    private static TrustPublished published(byte[] file) throws Exception {
        return new TrustPublished(2, TrustFile.parse(file).digest(), Bytes.of(file));
    }

    private void assertErinIsNobody(Asked asked) {
        assertThat(refused(orderedPastTheRegistry(asked, "erin")).code()).isEqualTo(RefusalCode.KID_UNKNOWN.code());
    }

    /** Whoever owns the registry tells it on {@code trust}. */
    private Event told(EventType type, String subject, EventData data) {
        Event event = Event.of(type, ServiceName.REGISTRY.source(), subject, Instant.now(), data, Optional.empty());
        site.write(ServiceName.REGISTRY.wireName(), Topic.TRUST, subject, event.bytes());
        return event;
    }

    private void assertNotBelieved(Event told, UnreadableReason reason) {
        assertThat(site.deadLetter(ServiceName.SIGNER, Topic.TRUST, told.bytes())
                        .data(RecordUnreadable.class)
                        .reason())
                .isEqualTo(reason.code());
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
