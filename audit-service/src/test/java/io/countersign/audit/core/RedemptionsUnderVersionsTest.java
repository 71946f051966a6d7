package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.audit.core.TestRenewals.Grant;
import io.countersign.audit.core.TestRenewals.Live;
import io.countersign.contracts.Event;
import io.countersign.contracts.Sha256;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By which version of the trust document a redemption counts: by any that was a leaf before it, whatever the intent says. */
class RedemptionsUnderVersionsTest {
    private static final TestVersions VERSIONS = new TestVersions(Workbench.INSTALLATION, "demo");
    private static final TestRenewals RENEWALS = new TestRenewals(Workbench.INSTALLATION);
    private static final Grant GRANT = RENEWALS.grant(90);
    private static final Sha256 WITHOUT_THE_CLUSTER = VERSIONS.first().digest();

    @TempDir
    Path directory;

    private final byte[] second = VERSIONS.secondFile(0, 1);
    private final Live live = RENEWALS.live(500);
    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(directory);
        bench.trust = VERSIONS.first();
        bench.restart();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void theVersionThatTheIntentNamesDecidesNothing() throws Exception {
        append(VERSIONS.published(2, second), VERSIONS.published(3, VERSIONS.thirdFile(second)));
        append(RENEWALS.decidedUnder(WITHOUT_THE_CLUSTER, live, GRANT));
        assertThat(bench.meter.redemptionsRefused).isEmpty();
        append(RENEWALS.decidedUnder(Sha256.of(new byte[] {1}), live, GRANT));
        append(RENEWALS.decidedUnder(Workbench.INSTALLATION.trust().digest(), live, GRANT));
        assertThat(bench.meter.redemptionsRefused).isEmpty();
        assertThat(bench.meter.reused).hasSize(2);
    }

    @Test
    void aVersionLoggedAfterTheIntentMakesNothingOfItCount() throws Exception {
        Sha256 next = VERSIONS.first()
                .succeededBy(second, Workbench.INSTALLATION.now())
                .digest();
        append(RENEWALS.decidedUnder(next, live, GRANT), VERSIONS.published(2, second));
        assertThat(bench.meter.redemptionsRefused).containsExactly(0L);
        append(RENEWALS.renewal(live, GRANT));
        assertThat(bench.meter.reused).isEmpty();
        bench.index.clear();
        bench.restart();
        bench.log.catchUpIndex();
        assertThat(bench.meter.redemptionsRefused).containsExactly(0L, 0L);
        assertThat(bench.meter.reused).isEmpty();
    }

    @Test
    void aVersionThatWaitedForItsPredecessorCountsNothingBetweenTheTwo() throws Exception {
        byte[] without = VERSIONS.otherSecondFile();
        append(VERSIONS.published(3, VERSIONS.withTheClusterAfter(without)));
        append(RENEWALS.renewal(live, GRANT));
        append(VERSIONS.published(2, without));
        append(RENEWALS.renewal(live, GRANT));
        assertThat(bench.meter.redemptionsRefused).containsExactly(1L);
        bench.index.clear();
        bench.restart();
        bench.log.catchUpIndex();
        assertThat(bench.meter.redemptionsRefused).containsExactly(1L, 1L);
        assertThat(bench.meter.reused).isEmpty();
    }

    private void append(Event... events) throws Exception {
        bench.log.append(List.of(events), Consumed.NOTHING);
    }
}
