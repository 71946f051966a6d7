package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Event;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.orders.Installation;
import io.countersign.x509.crl.TbsCrl;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CRLs in the log: their intents get receipts, and a number means one CRL. */
class LoggedCrlsTest {
    private static final TestCrls SAID = new TestCrls(Workbench.INSTALLATION);
    private static final TbsCrl SEVENTH = SAID.crl(7, 0x4242);
    private static final TbsCrl OTHER_SEVENTH = SAID.crl(7);

    @TempDir
    Path directory;

    private Workbench bench;
    private HeadPublisher publisher;
    private Event intent;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(directory);
        publisher = bench.begin();
        intent = SAID.intent(SEVENTH);
        append(intent);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void anIntendedCrlGetsAReceiptAndAgainWhenItComesAgainAndAfterARestart() throws Exception {
        publisher.turn();
        append(intent);
        publisher.turn();
        assertThat(bench.receipts())
                .extracting(receipt -> receipt.data(ReceiptIssued.class).intent())
                .containsExactly(intent.id(), intent.id());
        bench.verifyReceipt(bench.receipts().get(0));
        append(SAID.intent(OTHER_SEVENTH));
        bench.restart();
        bench.begin().turn();
        assertThat(bench.receipts()).hasSize(3);
    }

    @Test
    void anotherHonestSignatureIsTheSameCrlToldAgain() throws Exception {
        append(SAID.published(SEVENTH, intent.id(), 1));
        append(SAID.published(SEVENTH, intent.id(), 1));
        assertThat(bench.leafIds()).hasSize(3);
        assertThat(bench.meter.toldDifferently).isEmpty();
        assertThat(bench.meter.crlConflicts).isEmpty();
    }

    @Test
    void aRetoldCrlWithABadSignatureOrAnIntentThatIsNotThereIsAnAlarm() throws Exception {
        append(SAID.published(SEVENTH, intent.id(), 1));
        append(SAID.forged(SEVENTH, intent.id(), 1));
        append(SAID.published(SEVENTH, intent.id(), 2));
        append(SAID.published(SEVENTH, "none", 0));
        append(SAID.published(SEVENTH, intent.id(), -1));
        assertThat(bench.meter.toldDifferently).containsExactly(2L, 2L, 2L, 2L);
    }

    @Test
    void twoCrlsUnderOneNumberAreBothLoggedAndAnAlarmAlsoWhenTheIndexIsMadeAnew() throws Exception {
        append(SAID.published(SEVENTH, intent.id(), 1), SAID.published(SAID.crl(8, 0x4242), intent.id(), 1));
        assertThat(bench.meter.crlConflicts).isEmpty();
        append(SAID.published(OTHER_SEVENTH, intent.id(), 1));
        assertThat(bench.meter.crlConflicts).containsExactly("7: 2, 4");
        append(SAID.published(OTHER_SEVENTH, intent.id(), 1));
        assertThat(bench.meter.crlConflicts).hasSize(1);
        bench.index.clear();
        append();
        assertThat(bench.meter.crlConflicts).containsExactly("7: 2, 4", "7: 2, 4");
    }

    @Test
    void whoCannotSignCannotRaiseTheAlarm() throws Exception {
        append(SAID.published(SEVENTH, intent.id(), 1), SAID.forged(OTHER_SEVENTH, intent.id(), 1));
        assertThat(bench.meter.crlConflicts).isEmpty();
    }

    @Test
    void onlyWhatATrustedCaSignedAndTheEventSaysRightIsLetIn() throws Exception {
        IssuerSignatures signatures = new IssuerSignatures(pinned());
        signatures.require(SAID.published(SEVENTH, intent.id(), 1));
        refuses(SAID.forged(SEVENTH, intent.id(), 1), "not signed by");
        refuses(SAID.misquoted(SEVENTH, 8), "not what the event says");
        TestCrls elsewhere = new TestCrls(Installation.at(Instant.parse("2026-11-22T08:00:00Z")));
        refuses(elsewhere.published(elsewhere.crl(7), "none", 0), "no such issuer");
    }

    private static void refuses(Event event, String why) {
        assertThatThrownBy(() -> new IssuerSignatures(pinned()).require(event))
                .isInstanceOfSatisfying(
                        UnreadableException.class, e -> assertThat(e.reason()).isEqualTo(UnreadableReason.CRL_INVALID))
                .hasMessageContaining(why);
    }

    private void append(Event... events) throws Exception {
        bench.log.append(List.of(events), Consumed.NOTHING);
    }

    private static TrustVersions pinned() {
        return new TrustVersions(Workbench.INSTALLATION.trust(), new CountingMeter());
    }
}
