package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.House.Result;
import io.countersign.cli.key.KeyFile;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import io.countersign.orders.MessageType;
import io.countersign.orders.SignedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.StopCheck;
import io.countersign.orders.StopOrder;
import io.countersign.orders.StopTarget;
import io.countersign.orders.StopWriter;
import io.countersign.orders.StrictJws;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops and lifts, against a registry that may lie or be away. */
class StopTest {
    @TempDir
    Path folder;

    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        house.registry.answer("POST /v1/stops", "{}");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Stop posted() throws Exception {
        JsonNode body = house.posted();
        return StopCheck.verify(
                house.trust,
                new SignedStop(body.path("payload").asText(), List.of(House.approval(body.path("approval")))),
                House.NOW);
    }

    private Result stop(String... words) {
        String[] args = Arrays.copyOf(words, words.length + 5);
        System.arraycopy(
                new String[] {"--reason", "INC7781", "--key", house.officer(1), "--yes"}, 0, args, words.length, 5);
        return house.run(args);
    }

    @Test
    void freezesALineageAndSaysWhatThatDoesNotDo() throws Exception {
        Result result = stop("freeze", "demo/etcd-peer/cp-1");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(posted().target())
                .isEqualTo(new StopTarget.Freeze("demo", Optional.of(Lineage.parse("demo/etcd-peer/cp-1"))));
        assertThat(posted().order().reason()).isEqualTo("INC7781");
        assertThat(result.out())
                .contains("Stop to sign: freeze demo/etcd-peer/cp-1")
                .contains("does NOT      end certificates that are out: they keep working until they expire")
                .contains("signing as officer ann")
                .contains("stopped: " + posted().digest())
                .contains("to lift it: countersign lift " + posted().digest());
    }

    @Test
    void takesTheContextBeforeTheCommandToo() throws Exception {
        house.runBare(
                "--context",
                house.context.toString(),
                "freeze",
                "demo",
                "--reason",
                "r",
                "--key",
                house.officer(2),
                "--yes");

        assertThat(posted().officers()).containsExactly("ben");
    }

    @Test
    void freezesAWholeCluster() throws Exception {
        stop("freeze", "demo");

        assertThat(posted().target()).isEqualTo(new StopTarget.Freeze("demo", Optional.empty()));
    }

    @Test
    void suspendsAPerson() throws Exception {
        Result result = stop("suspend", "ben");

        assertThat(posted().target()).isEqualTo(new StopTarget.Suspend("ben"));
        assertThat(result.out()).contains("no approval by ben counts");
    }

    @Test
    void cancelsAnOrderByEitherSpellingOfItsDigest() throws Exception {
        Sha256 order = Sha256.of("an order".getBytes(StandardCharsets.UTF_8));

        stop("cancel", "grant/" + order);
        assertThat(posted().target()).isEqualTo(new StopTarget.Cancel(order));
        stop("cancel", order.hex());
        assertThat(posted().target()).isEqualTo(new StopTarget.Cancel(order));
        assertThat(stop("cancel", "k3jw5q2mzv7xh4tbd6ra").exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void disablesAProfileInOneCluster() throws Exception {
        stop("disable", "super-admin", "--cluster", "demo");

        assertThat(posted().target()).isEqualTo(new StopTarget.Disable("super-admin", Optional.of("demo")));
    }

    @Test
    void refusesWhatTheTrustDocumentDoesNotList() {
        assertThat(stop("freeze", "demmo").err()).contains("cluster-unknown");
        assertThat(stop("suspend", "nobody").err()).contains("person-unknown");
        assertThat(stop("disable", "super-user").err()).contains("profile-unknown");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void refusesAKeyThatIsNoOfficersBeforeAnythingIsSent() {
        Result result = house.run("freeze", "demo", "--reason", "r", "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("not-an-officer");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void writesAFileForASignersSpoolWithoutAskingTheRegistry() throws Exception {
        Path spool = folder.resolve("spool");

        Result result = stop("freeze", "demo", "--spool", spool.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(house.registry.asked).isEmpty();
        List<Path> files;
        try (var found = Files.list(spool.resolve("stops"))) {
            files = found.toList();
        }
        assertThat(files).hasSize(1);
        SignedStop written = SignedStop.parse(Files.readAllBytes(files.get(0)));
        assertThat(files.get(0)).hasFileName(written.digest().hex() + ".json");
        assertThat(StopCheck.verify(house.trust, written, House.NOW).target())
                .isEqualTo(new StopTarget.Freeze("demo", Optional.empty()));
    }

    @Test
    void doesBothWhenAskedTo() throws Exception {
        Path spool = folder.resolve("spool");

        stop("freeze", "demo", "--spool", spool.toString(), "--post");

        assertThat(spool.resolve("stops").resolve(posted().digest().hex() + ".json"))
                .exists();
    }

    @Test
    void twoOfficersLiftAndTheLastOneSendsIt() throws Exception {
        SignedStop freeze = signed(writer().freeze("demo", Optional.empty(), "INC7781"));
        showStops(freeze);
        Path file = folder.resolve("lift.json");

        Result first = house.run(
                "lift",
                freeze.digest().toString(),
                "--reason",
                "INC7781 closed",
                "-o",
                file.toString(),
                "--key",
                house.officer(1),
                "--yes");
        assertThat(first.err()).isEmpty();
        assertThat(first.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(first.out())
                .contains("Lift to sign: INC7781 closed")
                .contains(freeze.digest() + "  freeze demo, by ann: INC7781")
                .contains("signed: 1 of 2 officers (ann)")
                .contains("next: another officer runs: countersign lift approve " + file);
        assertThat(house.registry.sent).isEmpty();
        Result second = house.run("lift", "approve", file.toString(), "--key", house.officer(2), "--yes");

        assertThat(second.err()).isEmpty();
        assertThat(second.exit()).isEqualTo(ExitCode.OK);
        SignedStop lift = SignedStop.parse(Json.canonical(house.posted()));
        assertThat(StopCheck.verify(house.trust, lift, House.NOW).target())
                .isEqualTo(new StopTarget.Lift(Set.of(freeze.digest())));
    }

    @Test
    void oneOfficerTwiceLiftsNothing() throws Exception {
        SignedStop freeze = signed(writer().freeze("demo", Optional.empty(), "INC7781"));
        showStops(freeze);
        Path file = folder.resolve("lift.json");
        house.run(
                "lift",
                freeze.digest().toString(),
                "--reason",
                "r",
                "-o",
                file.toString(),
                "--key",
                house.officer(1),
                "--yes");

        Result again = house.run("lift", "approve", file.toString(), "--key", house.officer(1), "--yes");

        assertThat(again.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(again.out()).contains("ann has signed this already");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void refusesToLiftWhatIsNotStopped() {
        house.registry.answer("GET /v1/stops", "{\"items\":[]}");

        Result result = house.run(
                "lift",
                "A".repeat(43),
                "--reason",
                "r",
                "-o",
                folder.resolve("lift.json").toString(),
                "--key",
                house.officer(1),
                "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("there is no stop " + "A".repeat(43));
    }

    @Test
    void aLiftNeedsAReasonAndAFile() {
        assertThat(house.run("lift", "A".repeat(43), "--key", house.officer(1)).exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(house.run("lift", "approve", "--key", house.officer(1)).exit())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void liftsThroughTheSpoolWhenTheRegistryIsAway() throws Exception {
        Path spool = folder.resolve("spool");
        stop("freeze", "demo", "--spool", spool.toString());
        String digest = onlyName(spool).replace(".json", "");
        Path file = folder.resolve("lift.json");

        house.run(
                "lift",
                digest,
                "--reason",
                "r",
                "-o",
                file.toString(),
                "--spool",
                spool.toString(),
                "--key",
                house.officer(1),
                "--yes");
        Result last = house.run(
                "lift", "approve", file.toString(), "--spool", spool.toString(), "--key", house.officer(2), "--yes");

        assertThat(last.err()).isEmpty();
        assertThat(last.exit()).isEqualTo(ExitCode.OK);
        assertThat(house.registry.asked).isEmpty();
        assertThat(spool.resolve("stops")).isDirectoryContaining("glob:**/*.json");
        try (var files = Files.list(spool.resolve("stops"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void listsStopsAsTheirSignaturesSay() throws Exception {
        SignedStop freeze = signed(writer().freeze("demo", Optional.empty(), "INC7781"));
        SignedStop suspend = signed(writer().suspend("ben", "card lost"));
        StopOrder forged = writer().disable("user", Optional.empty(), "joke");
        SignedStop bad = new SignedStop(
                forged.payload(),
                List.of(StrictJws.sign(MessageType.ORDER, forged.payload(), KeyFile.read(Path.of(house.key("ann"))))));
        StopOrder liftOrder = writer().lift(List.of(suspend.digest()), "found");
        SignedStop lift = new SignedStop(
                liftOrder.payload(),
                List.of(
                        StrictJws.sign(MessageType.ORDER, liftOrder.payload(), house.officerKey(1)),
                        StrictJws.sign(MessageType.ORDER, liftOrder.payload(), house.officerKey(2))));
        showStops(freeze, suspend, bad, lift);

        Result result = house.run("get", "stops", "-o", "wide");

        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "DIGEST ACT TARGET STATE OFFICERS AGE ORDERED REASON",
                        freeze.digest() + " freeze demo in force ann 0s 2026-11-22T12:00:00Z INC7781",
                        suspend.digest() + " suspend ben lifted ann 0s 2026-11-22T12:00:00Z card lost",
                        lift.digest() + " lift 1 stops lift ann,ben 0s 2026-11-22T12:00:00Z found",
                        bad.digest() + " disable user refused: not-an-officer - 0s 2026-11-22T12:00:00Z joke");
        assertThat(house.run("get", "stops", "-o", "name").out()).contains("stop/" + freeze.digest() + "\n");
        assertThat(house.run("get", "stop", "stop/" + suspend.digest(), "-o", "json")
                        .out())
                .contains("\"state\" : \"lifted\"");
    }

    private StopWriter writer() {
        return new StopWriter(house.trust, () -> House.NOW, new SecureRandom());
    }

    private SignedStop signed(StopOrder order) throws Exception {
        return new SignedStop(
                order.payload(), List.of(StrictJws.sign(MessageType.ORDER, order.payload(), house.officerKey(1))));
    }

    private void showStops(SignedStop... stops) throws Exception {
        ObjectNode list = Json.TOLERANT.createObjectNode();
        var items = list.putArray("items");
        for (SignedStop stop : stops) {
            items.add(Json.TOLERANT.readTree(stop.file()));
        }
        house.registry.answer("GET /v1/stops", list);
    }

    private static String onlyName(Path spool) throws Exception {
        try (var files = Files.list(spool.resolve("stops"))) {
            return files.findFirst().orElseThrow().getFileName().toString();
        }
    }
}
