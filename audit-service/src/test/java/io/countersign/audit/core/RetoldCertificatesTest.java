package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.contracts.Event;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.orders.Installation;
import io.countersign.x509.TbsCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same id with another meaning, and two meanings under one serial. */
class RetoldCertificatesTest {
    private static final TestCertificates SAID = Workbench.CERTIFICATES;
    private static final TbsCertificate TBS = SAID.tbs(4242, Duration.ofDays(90));
    private static final TbsCertificate OTHER = SAID.tbs(4242, Duration.ofDays(91));
    private static final TbsCertificate THIRD = SAID.tbs(4242, Duration.ofDays(92));
    private static final Event INTENT = SAID.intent(TBS);

    @TempDir
    Path directory;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(directory);
        append(INTENT);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void anotherHonestSignatureIsTheSameEventToldAgain() throws Exception {
        Event first = SAID.issued(TBS, INTENT.id(), 0);
        Event again = SAID.issued(TBS, INTENT.id(), 0);
        assertThat(again.data()).isNotEqualTo(first.data());
        append(first);
        append(again);
        assertThat(bench.leafIds()).containsExactly(INTENT.id(), first.id());
        assertThat(bench.meter.known).isEqualTo(1);
        assertThat(bench.meter.toldDifferently).isEmpty();
        assertThat(bench.meter.identityConflicts).isEmpty();
    }

    @Test
    void otherWordsAreTheSameEventToldAgain() throws Exception {
        append(TestEvents.lapsed(1, "use-by passed"));
        append(TestEvents.lapsed(1, "its use-by passed at noon"));
        assertThat(bench.meter.known).isEqualTo(1);
        assertThat(bench.meter.toldDifferently).isEmpty();
    }

    @Test
    void aSignatureThatDoesNotVerifyInEitherTellingIsAnAlarm() throws Exception {
        Event other = SAID.intent(OTHER);
        append(SAID.issued(TBS, INTENT.id(), 0), other);
        append(SAID.forged(TBS, INTENT.id(), 0));
        assertThat(bench.meter.toldDifferently).containsExactly(1L);

        append(SAID.forged(OTHER, other.id(), 2));
        append(SAID.issued(OTHER, other.id(), 2));
        assertThat(bench.meter.toldDifferently).containsExactly(1L, 3L);
    }

    @Test
    void anIntentThatTheLogDoesNotHoldThereIsAnAlarm() throws Exception {
        append(SAID.issued(TBS, INTENT.id(), 0), TestEvents.intent(7));
        append(SAID.issued(TBS, TestEvents.intent(8).id(), 2));
        append(SAID.issued(TBS, TestEvents.intent(7).id(), 2));
        append(SAID.issued(TBS, TestEvents.intent(7).id(), 0));
        append(SAID.issued(TBS, INTENT.id(), 99));
        append(SAID.issued(TBS, INTENT.id(), -1));
        assertThat(bench.meter.toldDifferently).containsExactly(1L, 1L, 1L, 1L, 1L);
    }

    @Test
    void twoCertificatesUnderOneSerialAreBothLoggedAndRaiseTheAlarm() throws Exception {
        append(SAID.issued(TBS));
        append(SAID.issued(SAID.tbs(4243, Duration.ofDays(90))));
        assertThat(bench.meter.identityConflicts).isEmpty();
        append(SAID.issued(OTHER));
        assertThat(bench.meter.identityConflicts).containsExactly("1092: 1, 3");
        append(SAID.issued(OTHER));
        assertThat(bench.meter.identityConflicts).hasSize(1);
        append(SAID.issued(THIRD));
        assertThat(bench.meter.identityConflicts).containsExactly("1092: 1, 3", "1092: 1, 4", "1092: 3, 4");
        assertThat(bench.leafIds())
                .contains(SAID.issued(TBS).id(), SAID.issued(OTHER).id());
    }

    @Test
    void twoOfOneBatchRaiseTheAlarm() throws Exception {
        append(SAID.issued(TBS), SAID.issued(OTHER));
        assertThat(bench.meter.identityConflicts).containsExactly("1092: 1, 2");
    }

    @Test
    void whoCannotSignCannotRaiseTheAlarm() throws Exception {
        append(SAID.issued(TBS), SAID.forged(OTHER), SAID.intent(OTHER));
        append(SAID.forged(THIRD));
        assertThat(bench.meter.identityConflicts).isEmpty();
    }

    @Test
    void theAlarmComesWhenTheIndexWasAwayOrLostMeanwhile() throws Exception {
        append(SAID.issued(TBS));
        bench.probe = (moment, file) -> bench.index.away = bench.index.away || file.equals("state");
        assertThat(catchThrowable(() -> append(SAID.issued(OTHER)))).isInstanceOf(OutageException.class);
        bench.probe = (moment, file) -> {};
        bench.index.away = false;
        assertThat(bench.meter.identityConflicts).isEmpty();
        append();
        assertThat(bench.meter.identityConflicts).containsExactly("1092: 1, 2");
        bench.index.clear();
        append(SAID.issued(THIRD));
        assertThat(bench.meter.identityConflicts).contains("1092: 1, 3", "1092: 2, 3");
    }

    @Test
    void anIndexThatLiesRaisesNoAlarm() throws Exception {
        bench.index.certificates.put(OTHER.id(), 0L);
        append(SAID.issued(TBS));
        assertThat(bench.meter.identityConflicts).isEmpty();
    }

    @Test
    void onlyWhatATrustedCaSignedAndTheEventSaysRightIsLetIn() throws Exception {
        IssuerSignatures signatures = new IssuerSignatures(pinned());
        signatures.require(SAID.issued(TBS));
        signatures.require(INTENT);
        signatures.require(TestEvents.lapsed(1));
        refuses(SAID.forged(TBS), "not signed by");
        refuses(SAID.misnamed(TBS, OTHER.id()), "the certificate is");
        refuses(SAID.misquoted(TBS), "other names");
        TestCertificates elsewhere = new TestCertificates(Installation.at(Instant.parse("2026-11-22T08:00:00Z")));
        refuses(elsewhere.issued(elsewhere.tbs(1, Duration.ofDays(90))), "no such issuer");
    }

    private static void refuses(Event event, String why) {
        assertThatThrownBy(() -> new IssuerSignatures(pinned()).require(event))
                .isInstanceOfSatisfying(UnreadableException.class, e -> assertThat(e.reason())
                        .isEqualTo(UnreadableReason.CERTIFICATE_INVALID))
                .hasMessageContaining(why);
    }

    private void append(Event... events) throws Exception {
        bench.log.append(List.of(events), Consumed.NOTHING);
    }

    private static TrustVersions pinned() {
        return new TrustVersions(Workbench.INSTALLATION.trust(), new CountingMeter());
    }
}
