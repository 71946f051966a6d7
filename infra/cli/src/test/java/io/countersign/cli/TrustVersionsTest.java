package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.House.Result;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDraft;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version of the trust document counts for the command, whatever the registry says. */
class TrustVersionsTest {
    @TempDir
    Path folder;

    private House house;
    private byte[] first;
    private TrustContent second;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        first = Files.readAllBytes(house.trustFile);
        second = TrustDraft.after(house.trust)
                .roster(roster -> {
                    roster.removeIf(entry -> entry.person().equals("kim"));
                    return roster;
                })
                .content(House.NOW, Duration.ofDays(20));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Path remembered() {
        return folder.resolve("context.yaml.trust").resolve("2.json");
    }

    @Test
    void goesByTheNextVersionAndRemembersIt() throws Exception {
        byte[] file = house.successor(second, 1, 2);
        house.showTrust(true, first, file);

        Result result = house.run("roster", "list", "-o", "name");

        assertThat(result).isEqualTo(new Result(0, "person/ann\nperson/ben\nperson/eve\nperson/fay\nperson/gus\n", ""));
        assertThat(remembered()).hasBinaryContent(file);
    }

    @Test
    void keepsTheVersionItSawWhenTheRegistryKnowsNothingOfVersions() throws Exception {
        house.showTrust(true, first, house.successor(second, 1, 2));
        house.run("trust", "show");
        house.registry.forget("GET /v1/trust");

        assertThat(house.run("trust", "show").out()).startsWith("Trust document: version 2, in force\n");
        assertThat(house.run("trust", "show", "--offline").out()).startsWith("Trust document: version 2, in force\n");
    }

    @Test
    void refusesARegistryThatTakesAVersionBack() throws Exception {
        house.showTrust(true, first, house.successor(second, 1, 2));
        house.run("trust", "show");
        house.showTrust(true, first);

        Result result = house.run("trust", "show");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .contains("trust-rollback")
                .contains("the registry shows version 1 as the newest, and version 2 was seen before");
    }

    @Test
    void refusesAnotherContentOfAVersionItSaw() throws Exception {
        house.showTrust(true, first, house.successor(second, 1, 2));
        house.run("trust", "show");
        TrustContent other = TrustDraft.after(house.trust).content(House.NOW, Duration.ofDays(9));
        house.showTrust(true, first, house.successor(other, 1, 2));

        Result result = house.run("trust", "show");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("the registry's trust documents are refused: trust-fork: version 2: ");
    }

    @Test
    void refusesAVersionThatOneOfficerSigned() throws Exception {
        house.showTrust(true, first, house.successor(second, 1));

        Result result = house.run("trust", "show");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("trust-too-few-officers");
        assertThat(remembered()).doesNotExist();
    }

    @Test
    void doesNotGoByAVersionThatIsNotInTheLog() throws Exception {
        house.showTrust(false, first, house.successor(second, 1, 2));

        Result result = house.run("trust", "show");

        assertThat(result.out()).startsWith("Trust document: version 1, in force\n");
        assertThat(result.err()).isEqualTo("trust version 2 is published but not in the log yet: it does not count\n");
    }

    @Test
    void refusesAMemoryThatSomebodyChanged() throws Exception {
        Files.createDirectories(remembered().getParent());
        Files.write(remembered(), house.successor(second, 2));

        Result result = house.run("trust", "show");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("does not count: trust-too-few-officers");
    }

    @Test
    void approvesNothingWithAKeyThatTheNextVersionStruckOff() throws Exception {
        house.showTrust(true, first, house.successor(second, 1, 2));
        var request = house.peerRequest();

        Result result = house.run("approve", request.path("id").asText(), "--key", house.key("kim"), "--yes");

        assertThat(result.out()).contains("signing as a key that is not in the roster");
    }
}
