package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Event;
import io.countersign.contracts.UnreadableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trust document changes while the log runs; what it makes count is what the log itself holds. */
class FollowedVersionsTest {
    private static final TestVersions VERSIONS = new TestVersions(Workbench.INSTALLATION, "demo");
    private static final Event CERTIFICATE =
            Workbench.CERTIFICATES.issued(Workbench.CERTIFICATES.tbs(77, Duration.ofDays(90)));
    private static final Event CRL =
            new TestCrls(Workbench.INSTALLATION).published(new TestCrls(Workbench.INSTALLATION).crl(7), "intent", 0);

    @TempDir
    Path directory;

    private Workbench bench;
    private final byte[] second = VERSIONS.secondFile(0, 1);

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(directory);
        bench.trust = VERSIONS.first();
        bench.restart();
        assertNotBelieved();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void aClusterThatAVersionAddsCountsOnceTheVersionIsALeaf() throws Exception {
        append(VERSIONS.published(2, second));
        assertBelieved();
        assertThat(bench.meter.trustVersions).endsWith(1L, 2L);
    }

    @Test
    void itCountsAfterARestartAndWhenTheIndexWasLost() throws Exception {
        append(VERSIONS.published(2, second));
        bench.restart();
        assertNotBelieved();
        bench.log.catchUpIndex();
        assertBelieved();
        bench.index.clear();
        bench.restart();
        bench.log.catchUpIndex();
        assertBelieved();
    }

    @Test
    void whatALaterVersionLeavesOutIsEvidenceAllTheSame() throws Exception {
        append(VERSIONS.published(2, second), VERSIONS.published(3, VERSIONS.thirdFile(second)));
        assertBelieved();
        assertThat(bench.versions.newest().version()).isEqualTo(3);
    }

    @Test
    void aVersionWithoutItsQuorumIsALeafAndCountsForNothing() throws Exception {
        append(VERSIONS.published(2, VERSIONS.secondFile(0)));
        assertNotBelieved();
        assertThat(bench.log.head().size()).isEqualTo(1);
        assertThat(bench.meter.trustRefused).hasSize(1);
        append(VERSIONS.published(2, second));
        assertBelieved();
    }

    @Test
    void anIndexThatNamesAnotherLeafIsMadeAnew() throws Exception {
        append(TestEvents.lapsed(1), VERSIONS.published(2, second));
        bench.index.trustVersions.add(0, 0L);
        bench.restart();
        assertThatThrownBy(() -> bench.log.catchUpIndex()).isInstanceOf(OutageException.class);
        bench.log.catchUpIndex();
        assertBelieved();
    }

    @Test
    void aVersionLoggedBeforeItsPredecessorCountsFromThatOneOn() throws Exception {
        byte[] third = VERSIONS.thirdFile(second);
        append(VERSIONS.published(3, third));
        assertThat(bench.meter.trustRefused).containsExactly("trust-version-gap");
        append(TestEvents.lapsed(1), VERSIONS.published(2, second));
        assertBelieved();
        assertThat(bench.versions.newest().version()).isEqualTo(3);
        for (int i = 0; i < 2; i++) {
            bench.restart();
            bench.log.catchUpIndex();
            assertBelieved();
            assertThat(bench.versions.newest().version()).isEqualTo(3);
            bench.index.clear();
        }
    }

    @Test
    void aVersionThatWaitsForItsPredecessorIsKnownAfterARestart() throws Exception {
        append(VERSIONS.published(3, VERSIONS.thirdFile(second)));
        bench.restart();
        append(VERSIONS.published(2, second));
        assertThat(bench.versions.newest().version()).isEqualTo(3);
    }

    @Test
    void theClockHasNoPartInWhatCounts() throws Exception {
        byte[] ahead = VERSIONS.secondFile(bench.clock.instant().plus(Duration.ofDays(1)), 0, 1);
        append(VERSIONS.published(2, ahead));
        assertBelieved();
        assertThat(bench.meter.trustRefused).isEmpty();
    }

    @Test
    void twoVersionsForOnePlaceCountBothAndAreTold() throws Exception {
        append(VERSIONS.published(2, VERSIONS.otherSecondFile()));
        assertNotBelieved();
        append(VERSIONS.published(2, second));
        assertBelieved();
        assertThat(bench.meter.trustForks).containsExactly(2L);
    }

    private void assertBelieved() {
        IssuerSignatures signatures = new IssuerSignatures(bench.versions);
        assertThatCode(() -> signatures.require(CERTIFICATE)).doesNotThrowAnyException();
        assertThatCode(() -> signatures.require(CRL)).doesNotThrowAnyException();
    }

    private void assertNotBelieved() {
        IssuerSignatures signatures = new IssuerSignatures(bench.versions);
        assertThatThrownBy(() -> signatures.require(CERTIFICATE)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> signatures.require(CRL)).isInstanceOf(UnreadableException.class);
    }

    private void append(Event... events) throws Exception {
        bench.log.append(List.of(events), Consumed.NOTHING);
    }
}
