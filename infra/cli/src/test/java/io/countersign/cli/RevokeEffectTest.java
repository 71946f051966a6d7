package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.House.Result;
import io.countersign.orders.Installation;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that may show anything: success is what the CA's own signature shows. */
class RevokeEffectTest {
    @TempDir
    Path folder;

    private Revoking revoking;

    @BeforeEach
    void open() throws Exception {
        revoking = new Revoking(folder);
    }

    @AfterEach
    void close() {
        revoking.close();
    }

    private void assertNotEffective(Result result, String because) {
        assertThat(result.out()).doesNotContain("effective: ");
        assertThat(result.err()).contains("error: not effective yet: ").contains(because);
        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(Duration.between(House.NOW, revoking.house.now)).as("waited").isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void doesNotBelieveAnOldCrl() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(10, House.NOW));

        Result result = revoking.revoke("77");

        assertNotEffective(result, "CRL number 10 of 2026-11-22T12:00:00Z lacks 1 of 1 serials");
        assertThat(revoking.posted().persons()).containsExactly("fay");
    }

    @Test
    void doesNotBelieveANewCrlWithoutTheSerial() throws Exception {
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW, 0x78));

        assertNotEffective(revoking.revoke("77"), "lacks 1 of 1 serials");
    }

    @Test
    void doesNotBelieveTheCrlOfAnotherCa() throws Exception {
        revoking.crls(
                revoking.etcd.crl(10, House.NOW),
                new Authority(revoking.house.installation, "other", "etcd-ca").crl(11, House.NOW, 0x77));

        assertNotEffective(revoking.revoke("77"), "the CRL shown does not verify: ");
    }

    @Test
    void doesNotBelieveAForgedCrl() throws Exception {
        revoking.crls(
                revoking.etcd.crl(10, House.NOW),
                new Authority(Installation.at(House.NOW), "demo", "etcd-ca").crl(11, House.NOW, 0x77));

        assertNotEffective(revoking.revoke("77"), "the CRL shown does not verify: ");
    }

    @Test
    void doesNotBelieveAStaleCrlThoughItListsTheSerial() throws Exception {
        revoking.crls(
                revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(11, House.NOW.minus(Duration.ofHours(3)), 0x77));

        assertNotEffective(revoking.revoke("77"), "stale: number 11 was made at 2026-11-22T09:00:00Z");
    }

    @Test
    void doesNotBelieveACrlThatTakesBackWhatWasSeen() throws Exception {
        revoking.crls(revoking.etcd.crl(12, House.NOW, 5), revoking.etcd.crl(11, House.NOW, 5, 0x77));
        assertNotEffective(revoking.revoke("77"), "OLDER than number 12");

        revoking.house.now = House.NOW;
        revoking.house.registry.forget("GET /v1/crls/demo/etcd-ca");
        revoking.crls(revoking.etcd.crl(12, House.NOW, 5), revoking.etcd.crl(13, House.NOW, 0x77));
        assertNotEffective(revoking.revoke("77"), "or without its entries");
    }

    @Test
    void waitsForTwoMinutesWhereThereIsNothing() {
        Result result =
                revoking.house.run("revoke", "77", "--why", "INC7781", "--key", revoking.house.key("fay"), "--yes");

        assertThat(result.err()).contains("error: not effective yet: there is no CRL");
        assertThat(Duration.between(House.NOW, revoking.house.now)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void doesNotBelieveTheRegistrysWord() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(10, House.NOW));
        revoking.showState("{\"state\":\"effective\"}");

        assertNotEffective(revoking.revoke("77"), "lacks 1 of 1 serials; the registry says: effective");
    }

    @Test
    void saysWhileItWaitsWhatItWaitsFor() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(10, House.NOW));

        Result result = revoking.revoke("77", "--wait", "20s");

        assertThat(result.out().lines().filter(line -> line.startsWith("waiting")))
                .containsExactly(
                        "waiting (0 s): CRL number 10 of 2026-11-22T12:00:00Z lacks 1 of 1 serials; the registry says: ordered",
                        "waiting (15 s): CRL number 10 of 2026-11-22T12:00:00Z lacks 1 of 1 serials; the registry says: ordered");
        assertThat(result.err()).contains("what to do: look again with: countersign get revocation ");
    }

    @Test
    void stopsWaitingWhenTheSignerRefusedForGood() throws Exception {
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(10, House.NOW));
        revoking.showState("{\"state\":\"refused\",\"refusal\":{\"code\":\"crl-full\",\"detail\":\"751 entries\"}}");

        Result result = revoking.revoke("77");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .isEqualTo(
                        """
                        error: not effective, refused: crl-full: 751 entries
                        what to do: Replace the CA; nothing is ever taken off its CRL.
                        """);
        assertThat(revoking.house.now).isEqualTo(House.NOW);
    }

    @Test
    void waitsOnWhenARefusalIsTriedAgainOrTheRegistryIsAwayForAWhile() throws Exception {
        revoking.crls(revoking.etcd.crl(10, House.NOW), revoking.etcd.crl(10, House.NOW));
        revoking.house.registry.problem("GET /v1/crls/demo/etcd-ca", 503, "unavailable", "restarting");
        revoking.etcd.publish(revoking.house.registry, revoking.etcd.crl(11, House.NOW, 0x77));
        revoking.showState("{\"state\":\"ordered\",\"refusal\":{\"code\":\"crl-state-unknown\",\"detail\":\"none\"}}");

        Result result = revoking.revoke("77");

        assertThat(result.out())
                .contains("refused: crl-state-unknown: none, which is tried again")
                .contains("unavailable: restarting")
                .contains("effective: CRL number 11");
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
    }
}
