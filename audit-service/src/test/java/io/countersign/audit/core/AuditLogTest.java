package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    @TempDir
    Path directory;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(directory);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void appendsTheExactBytesOfEachEventTogetherWithItsPosition() throws Exception {
        bench.log.append(List.of(TestEvents.intent(1), TestEvents.lapsed(2)), Workbench.consumed(2));
        assertThat(bench.leaf(0)).isEqualTo(Bytes.of(TestEvents.intent(1).bytes()));
        assertThat(bench.leaf(1)).isEqualTo(Bytes.of(TestEvents.lapsed(2).bytes()));
        bench.restart();
        assertThat(bench.log.consumed()).isEqualTo(Workbench.consumed(2));
    }

    @Test
    void logsAKnownEventOnceAndKeepsItsFirstBytes() throws Exception {
        Event first = TestEvents.intent(1);
        Event toldAgain = TestEvents.intent(1, Instant.parse("2026-11-22T11:00:00Z"));
        bench.log.append(List.of(first, toldAgain), Workbench.consumed(2));
        bench.log.append(List.of(toldAgain), Workbench.consumed(3));
        assertThat(bench.leafIds()).containsExactly(first.id());
        assertThat(bench.leaf(0)).isEqualTo(Bytes.of(first.bytes()));
        assertThat(bench.log.consumed()).isEqualTo(Workbench.consumed(3));
        assertThat(bench.meter.known).isEqualTo(2);
        assertThat(bench.meter.toldDifferently).isEmpty();
    }

    @Test
    void anIndexThatWasLostOrRunsAheadOrLiesIsMadeAnewAndHidesNothing() throws Exception {
        bench.log.append(List.of(TestEvents.lapsed(1), TestEvents.lapsed(2)), Workbench.consumed(2));
        bench.index.clear();
        bench.log.append(List.of(TestEvents.lapsed(1)), Workbench.consumed(3));
        assertThat(bench.log.find(TestEvents.lapsed(2).id())).contains(1L);

        bench.index.size = 7;
        bench.log.append(List.of(TestEvents.lapsed(2)), Workbench.consumed(4));
        assertThat(bench.index.size).isEqualTo(2);

        bench.index.leaves.put(TestEvents.lapsed(3).id(), 0L);
        assertThat(bench.log.find(TestEvents.lapsed(3).id())).isEmpty();
        bench.log.append(List.of(TestEvents.lapsed(3)), Workbench.consumed(5));
        assertThat(bench.leafIds())
                .containsExactly(
                        TestEvents.lapsed(1).id(),
                        TestEvents.lapsed(2).id(),
                        TestEvents.lapsed(3).id());
        assertThat(bench.log.find(TestEvents.lapsed(3).id())).contains(2L);
    }

    @Test
    void anOutageOfTheIndexBeforeTheAppendLeavesTheLogAsItWas() throws Exception {
        bench.index.away = true;
        assertThatThrownBy(() -> bench.log.append(List.of(TestEvents.intent(1)), Workbench.consumed(1)))
                .isInstanceOf(OutageException.class);
        assertThat(bench.log.head().size()).isZero();
        assertThat(bench.log.consumed()).isEqualTo(Consumed.NOTHING);
    }

    @Test
    void anOutageOfTheIndexAfterTheAppendNeitherLosesNorDoublesALeaf() throws Exception {
        bench.probe = (moment, file) -> bench.index.away = bench.index.away || file.equals("state");
        assertThatThrownBy(() -> bench.log.append(List.of(TestEvents.intent(1)), Workbench.consumed(1)))
                .isInstanceOf(OutageException.class);
        bench.probe = (moment, file) -> {};
        bench.index.away = false;
        bench.log.append(List.of(TestEvents.intent(1), TestEvents.intent(2)), Workbench.consumed(2));
        assertThat(bench.leafIds())
                .containsExactly(TestEvents.intent(1).id(), TestEvents.intent(2).id());
        assertThat(bench.log.owedReceipts(2)).containsExactly(0L, 1L);
    }

    @Test
    void remembersWhichReceiptsAreOwedOverARestart() throws Exception {
        bench.log.append(
                List.of(TestEvents.intent(1), TestEvents.lapsed(1), TestEvents.intent(2)), Workbench.consumed(3));
        assertThat(bench.log.owedReceipts(3)).containsExactly(0L, 2L);
        assertThat(bench.log.owedReceipts(2)).containsExactly(0L);
        bench.log.receiptsSent(2, List.of(0L));
        bench.restart();
        assertThat(bench.log.owedReceipts(3)).containsExactly(2L);
        bench.log.receiptsSent(3, List.of(2L));
        bench.restart();
        assertThat(bench.log.owedReceipts(3)).isEmpty();
    }

    @Test
    void aKnownIntentGetsItsReceiptAgainAlsoAfterARestart() throws Exception {
        bench.log.append(List.of(TestEvents.intent(1), TestEvents.lapsed(1)), Workbench.consumed(2));
        bench.log.receiptsSent(2, List.of(0L));
        bench.log.append(List.of(TestEvents.intent(1), TestEvents.lapsed(1)), Workbench.consumed(4));
        assertThat(bench.log.owedReceipts(2)).containsExactly(0L);
        bench.restart();
        assertThat(bench.log.owedReceipts(2)).containsExactly(0L);
        bench.log.receiptsSent(2, List.of(0L));
        bench.restart();
        assertThat(bench.log.owedReceipts(2)).isEmpty();
    }

    @Test
    void anIntentThatComesAgainWhileItsReceiptIsUnderWayGetsOneMore() throws Exception {
        bench.log.append(List.of(TestEvents.intent(1), TestEvents.intent(2)), Workbench.consumed(2));
        List<Long> underWay = bench.log.owedReceipts(2);
        bench.log.append(List.of(TestEvents.intent(1)), Workbench.consumed(3));
        bench.log.receiptsSent(2, underWay);
        assertThat(bench.log.owedReceipts(2)).containsExactly(0L);
        bench.restart();
        assertThat(bench.log.owedReceipts(2)).containsExactly(0L);
        bench.log.receiptsSent(2, List.of(0L));
        assertThat(bench.log.owedReceipts(2)).isEmpty();
    }

    @Test
    void aRecreatedTopicIsALeafAndIsReadFromItsStart() throws Exception {
        bench.log.append(List.of(TestEvents.intent(1)), Workbench.consumed(40));
        bench.log.topicRecreated("countersign.intents", "topic-id", "another-id", Consumed.NOTHING);
        Event leaf = EventCodec.decode(bench.log.leaf(1));
        assertThat(leaf.type()).isEqualTo(EventType.TOPIC_RECREATED);
        bench.restart();
        assertThat(bench.log.consumed()).isEqualTo(Consumed.NOTHING);
        assertThat(bench.meter.topicsRecreated).isEqualTo(1);
    }
}
