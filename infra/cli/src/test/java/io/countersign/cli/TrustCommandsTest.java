package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.House.Result;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.orders.MessageType;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.SignedStop;
import io.countersign.orders.StopOrder;
import io.countersign.orders.StopWriter;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustFile;
import io.countersign.x509.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A next version of the trust document from proposal to publication. */
class TrustCommandsTest {
    @TempDir
    Path folder;

    private House house;
    private Path proposal;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        proposal = folder.resolve("v2.json");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Result addLou() throws Exception {
        return house.run(
                "roster",
                "add",
                "--person",
                "lou",
                "--key-file",
                house.publicKey("lou.pub").toString(),
                "--role",
                "approver",
                "--cluster",
                "demo",
                "--until",
                "365d",
                "-o",
                proposal.toString());
    }

    private Result approve(int officer) {
        return house.run("trust", "approve", proposal.toString(), "--key", house.officer(officer), "--yes");
    }

    private TrustFile proposed() throws Exception {
        return TrustFile.parse(Files.readAllBytes(proposal));
    }

    @Test
    void twoOfficersSignAProposalAndItIsPublished() throws Exception {
        Result added = addLou();
        assertThat(added.err()).isEmpty();
        assertThat(added.exit()).isEqualTo(ExitCode.OK);
        assertThat(added.out())
                .contains("~ version: 1 -> 2")
                .contains("+ roster lou ")
                .contains("human ES256, roles [approver], clusters [demo], until 2027-11-22T12:00:00Z")
                .contains("next: 2 officers run, one after another: countersign trust approve");
        house.registry.answer("POST /v1/trust", "{\"version\":2}");

        Result first = approve(1);
        assertThat(first.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(first.out())
                .contains("+ roster lou ")
                .contains("signing as officer ann")
                .contains("signed: 1 of 2 officers of version 1 and 1 of 2 of version 2 signed");
        Result second = approve(2);
        assertThat(second.exit()).isEqualTo(ExitCode.OK);
        assertThat(second.out()).contains("next: these are enough; run: countersign trust publish " + proposal);
        Result published = house.run("trust", "publish", proposal.toString());

        assertThat(published.err()).isEmpty();
        assertThat(published.out()).startsWith("published: trust version 2\n");
        byte[] sent = Base64.getDecoder().decode(house.posted().path("document").asText());
        TrustDocument next = house.trust.succeededBy(sent, House.NOW);
        assertThat(next.content().roster()).extracting(RosterEntry::person).contains("lou", "ann");
    }

    @Test
    void signsNothingWithoutAYes() throws Exception {
        addLou();
        house.typed = "no\n";

        Result result = house.run("trust", "approve", proposal.toString(), "--key", house.officer(1));

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).contains("+ roster lou ").contains("Sign as officer ann? [yes/no]");
        assertThat(proposed().signatures()).isEmpty();
    }

    @Test
    void oneOfficerSignsOnce() throws Exception {
        addLou();
        approve(1);

        Result again = approve(1);

        assertThat(again.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(again.out()).contains("ann has signed this already");
        assertThat(proposed().signatures()).hasSize(1);
    }

    private Result replaceBen() throws Exception {
        Path changes = Files.writeString(
                folder.resolve("changes.yaml"),
                "officers: {remove: [ben], add: [{person: kim, key: %s}]}\n".formatted(house.publicKey("kim.pub")));
        return house.run("trust", "propose", "-f", changes.toString(), "-o", proposal.toString());
    }

    private SignedStop stop(StopOrder order, int... officers) throws Exception {
        List<Approval> approvals = new ArrayList<>();
        for (int officer : officers) {
            approvals.add(StrictJws.sign(MessageType.ORDER, order.payload(), house.officerKey(officer)));
        }
        return new SignedStop(order.payload(), approvals);
    }

    @Test
    void showsTheStopsThatEndWithAnOfficerWhoLeaves() throws Exception {
        assertThat(replaceBen().err()).isEmpty();
        StopWriter writer = new StopWriter(house.trust, () -> House.NOW, new SecureRandom());
        SignedStop bens = stop(writer.freeze("demo", Optional.empty(), "break-in"), 2);
        SignedStop anns = stop(writer.freeze("other", Optional.empty(), "break-in"), 1);
        SignedStop over = stop(writer.suspend("kim", "card lost"), 1);
        SignedStop lift = stop(writer.lift(List.of(over.digest()), "found"), 1, 2);
        ObjectNode list = Json.TOLERANT.createObjectNode();
        for (SignedStop stop : List.of(bens, anns, over, lift)) {
            list.withArray("items").add(Json.TOLERANT.readTree(stop.file()));
        }
        house.registry.answer("GET /v1/stops", list);

        Result result = approve(1);

        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(result.out())
                .contains("! ENDS: " + bens.digest() + "  freeze demo, by ben: break-in")
                .contains("! no longer lifted: " + lift.digest() + "  lift 1 stops, by ann, ben: found")
                .contains("an officer who stays signs again before this version is published")
                .doesNotContain(anns.digest().toString());
    }

    @Test
    void saysThatStopsMayEndWhereTheyAreNotKnown() throws Exception {
        replaceBen();

        assertThat(house.run("trust", "approve", proposal.toString(), "--offline", "--key", house.officer(1), "--yes")
                        .out())
                .contains("! stops of ben end with this version; which there are is not known: nobody was asked");
        assertThat(approve(1).out()).contains("which there are is not known: not-found");
    }

    @Test
    void asksForNoStopsWhereEveryOfficerStays() throws Exception {
        addLou();

        assertThat(approve(1).out()).doesNotContain("! ");
        assertThat(house.registry.asked).doesNotContain("GET /v1/stops");
    }

    @Test
    void refusesAKeyThatIsNoOfficers() throws Exception {
        addLou();

        Result result = house.run("trust", "approve", proposal.toString(), "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("this key is no officer's");
    }

    @Test
    void refusesAProposalThatHoldsAForeignSignature() throws Exception {
        addLou();
        TrustFile file = proposed();
        Files.write(
                proposal,
                file.with(StrictJws.sign(MessageType.ORDER, file.payload(), house.officerKey(1)))
                        .bytes());

        Result result = approve(2);

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("wrong-typ");
    }

    @Test
    void doesNotPublishWhatOneOfficerSigned() throws Exception {
        addLou();
        approve(1);

        Result result = house.run("trust", "publish", proposal.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("trust-too-few-officers");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void addsASecondChangeToAProposalThatNobodySigned() throws Exception {
        addLou();

        Result result = house.run("roster", "remove", "--person", "kim", "-o", proposal.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(proposed().content().roster())
                .extracting(RosterEntry::person)
                .containsExactlyInAnyOrder("ann", "ben", "eve", "fay", "gus", "lou");
    }

    @Test
    void changesNoProposalThatSomebodySigned() throws Exception {
        addLou();
        approve(1);
        byte[] before = Files.readAllBytes(proposal);

        Result result = house.run("roster", "remove", "--person", "kim", "-o", proposal.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("has signatures already");
        assertThat(proposal).hasBinaryContent(before);
    }

    @Test
    void refusesToRemoveAPersonWhoIsNotThere() {
        Result result = house.run("roster", "remove", "--person", "nobody", "-o", proposal.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("there is no person or key 'nobody' in the trust document");
        assertThat(proposal).doesNotExist();
    }

    @Test
    void proposesALaterExpiryAlone() throws Exception {
        Result result = house.run("trust", "propose", "--life", "90d", "-o", proposal.toString());

        assertThat(result.err()).isEmpty();
        assertThat(proposed().content().expires()).isEqualTo(House.NOW.plus(Duration.ofDays(90)));
    }

    @Test
    void proposesTheChangesOfAFile() throws Exception {
        house.publicKey("lou.pub");
        Profile user = house.trust.profile("user").orElseThrow();
        Files.writeString(folder.resolve("user.json"), user.text().replace("PT8H", "PT4H"));
        Path changes = Files.writeString(
                folder.resolve("changes.yaml"),
                """
                life: 25d
                officers: {add: [{person: lou, key: lou.pub}]}
                roster:
                  remove: [kim]
                nodes:
                  demo: {remove: [worker-1], add: [{name: worker-2, controlPlane: false, addresses: [10.0.0.10]}]}
                profiles: {remove: [scheduler], set: [user.json]}
                limits: {useBy: 12h, life: 60d}
                """);

        Result result = house.run("trust", "propose", "-f", changes.toString(), "-o", proposal.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("+ officer lou ")
                .contains("- roster kim ")
                .contains("- node demo worker-1: worker, addresses [10.0.0.9]")
                .contains("+ node demo worker-2: worker, addresses [10.0.0.10]")
                .contains("- profile scheduler: ")
                .contains("~ profile user: ")
                .contains("~ longest use-by of orders: PT168H -> PT12H")
                .contains("~ longest life of a version: PT9600H -> PT1440H");
        assertThat(proposed().content().expires()).isEqualTo(House.NOW.plus(Duration.ofDays(25)));
    }

    @Test
    void namesAnUnknownKeyOfTheChangesFile() throws Exception {
        Path changes = Files.writeString(folder.resolve("changes.yaml"), "rooster: {}\n");

        Result result = house.run("trust", "propose", "-f", changes.toString(), "-o", proposal.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("unknown key 'rooster'").contains("known here: [life, limits, nodes");
    }

    @Test
    void proposesAWholeDocumentAsItWasShown() throws Exception {
        Path whole = Files.writeString(
                folder.resolve("whole.yaml"),
                house.run("trust", "show", "-o", "yaml").out().replace("worker-1", "worker-7"));

        Result result = house.run("trust", "propose", "--from", whole.toString(), "-o", proposal.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("+ node demo worker-7");
        assertThat(proposed().content().previous()).contains(house.trust.digest());
        assertThat(approve(1).exit()).isEqualTo(ExitCode.WAITING);
    }

    @Test
    void refusesAContradictionBeforeAnybodySigns() throws Exception {
        Result result = house.run(
                "roster",
                "add",
                "--person",
                "robbie",
                "--kind",
                "robot",
                "--key-file",
                house.publicKey("robbie.pub").toString(),
                "--cluster",
                "*",
                "--until",
                "365d",
                "-o",
                proposal.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("the robot robbie names something else than one listed cluster");
    }

    @Test
    void showsTheDocumentInForce() {
        Result result = house.run("trust", "show");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("Trust document: version 1, in force\n")
                .contains("2 officers together change this document, one alone stops\n")
                .contains("ann      human   approver   *")
                .contains("demo          cp-1       control-plane   10.0.0.1")
                .contains(
                        house.trust.profile("etcd-peer").orElseThrow().digest().hex());
    }

    @Test
    void showsAndComparesFiles() throws Exception {
        addLou();

        assertThat(house.run("trust", "show", proposal.toString()).out())
                .startsWith("Trust document: version 2, NOT in force, 0 signatures not checked here\n");
        assertThat(house.run("trust", "diff", "pinned", proposal.toString()).out())
                .contains("+ roster lou ");
        assertThat(house.run("trust", "diff", "current", "pinned"))
                .isEqualTo(new Result(ExitCode.OK, "", "no difference\n"));
    }

    @Test
    void takesTheContextBeforeTheCommandToo() {
        Result result = house.runBare("--context", house.context.toString(), "trust", "show");

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
    }
}
