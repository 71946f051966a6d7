package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.tlog.Proofs;
import io.countersign.tlog.TreeHash;
import io.countersign.tlog.TreeHead;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each checkpoint proves that it continues another; who lost the thread gets it back. */
class CheckpointTellerTest {
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
    void eachCheckpointProvesThatItContinuesTheOneToldBeforeAlsoAfterARestart() throws Exception {
        HeadPublisher publisher = bench.begin();
        for (int number = 0; number < 5; number++) {
            append(TestEvents.intent(number), TestEvents.lapsed(number));
            publisher.turn();
        }
        assertThat(told().get(0).continues()).isEmpty();
        bench.restart();
        publisher = bench.begin();
        append(TestEvents.intent(9));
        publisher.turn();
        List<CheckpointPublished> told = told();
        assertThat(told).hasSize(6);
        for (int i = 1; i < told.size(); i++) {
            requireContinues(told.get(i), told.get(i - 1));
        }
    }

    @Test
    void aCheckpointThatNobodyTookIsPassedOverAndNotTheStartOfAProof() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        bench.announcer = events -> {
            throw new OutageException("the broker is away");
        };
        append(TestEvents.lapsed(1));
        assertThatThrownBy(publisher::turn).isInstanceOf(OutageException.class);
        bench.announcer = bench.announced::addAll;
        append(TestEvents.lapsed(2));
        publisher.turn();
        requireContinues(told().get(1), told().get(0));
    }

    @Test
    void aCheckpointIsToldBeforeTheReceiptsUnderIt() throws Exception {
        HeadPublisher publisher = bench.begin();
        append(TestEvents.intent(1));
        publisher.turn();
        assertThat(bench.announced)
                .extracting(Event::type)
                .containsExactly(EventType.CHECKPOINT_PUBLISHED, EventType.RECEIPT_ISSUED);
    }

    @Test
    void whoAsksIsLedOnFromTheHeadItRemembers() throws Exception {
        HeadPublisher publisher = bench.begin();
        append(TestEvents.intent(1));
        publisher.turn();
        TreeHead remembered = bench.log.head();
        append(TestEvents.lapsed(1));
        publisher.turn();
        append(TestEvents.lapsed(2));
        publisher.turn();
        Event wanted = wanted(remembered);
        append(wanted);
        publisher.turn();
        CheckpointPublished answer = told().get(told().size() - 1);
        assertThat(answer.size()).isEqualTo(bench.log.head().size());
        assertThat(answer.continues().orElseThrow().size()).isEqualTo(remembered.size());
        requireContinues(answer, remembered);
        assertThat(bench.leafIds()).contains(wanted.id());
    }

    @Test
    void whoAsksAgainIsAnsweredAgainAndTheQuestionIsOneLeaf() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        Event wanted = wanted(bench.log.head());
        append(wanted);
        publisher.turn();
        int before = told().size();
        bench.clock.advance(CheckpointTeller.BETWEEN_ANSWERS);
        append(wanted);
        publisher.turn();
        publisher.turn();
        assertThat(told()).hasSize(before + 1);
        assertThat(bench.leafIds()).doesNotHaveDuplicates();
    }

    @Test
    void answersAreRationed() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        TreeHead first = bench.log.head();
        append(TestEvents.lapsed(1));
        TreeHead second = bench.log.head();
        append(wanted(first), wanted(second));
        publisher.turn();
        publisher.turn();
        assertThat(continued()).containsExactly(first.size(), first.size());
        bench.clock.advance(CheckpointTeller.BETWEEN_ANSWERS);
        publisher.turn();
        assertThat(continued()).containsExactly(first.size(), first.size(), second.size());
    }

    @Test
    void aHeadThatThisLogNeverHadIsAnAlarmAndGetsNoAnswer() throws Exception {
        HeadPublisher publisher = bench.begin();
        append(TestEvents.lapsed(1));
        publisher.turn();
        TreeHead head = bench.log.head();
        append(
                wanted(new TreeHead(1_000, head.root())),
                wanted(new TreeHead(1, head.root())),
                wanted(new TreeHead(0, head.root())),
                wanted("another.example/log", head),
                wanted(Workbench.ORIGIN, 2, "no root"));
        for (int turn = 0; turn < 5; turn++) {
            publisher.turn();
        }
        assertThat(bench.meter.foreignHeads).containsExactly(1_000L, 1L, 0L, 2L, 2L);
        assertThat(continued()).containsExactly(head.size());
    }

    private List<CheckpointPublished> told() {
        return bench.announced.stream()
                .filter(event -> event.type() == EventType.CHECKPOINT_PUBLISHED)
                .map(event -> event.data(CheckpointPublished.class))
                .toList();
    }

    private List<Long> continued() {
        return told().stream()
                .flatMap(told -> told.continues().stream())
                .map(CheckpointPublished.Continues::size)
                .toList();
    }

    private static void requireContinues(CheckpointPublished next, CheckpointPublished before) throws Exception {
        assertThat(next.continues().orElseThrow().size()).isEqualTo(before.size());
        requireContinues(next, new TreeHead(before.size(), TreeHash.parse(before.root())));
    }

    private static void requireContinues(CheckpointPublished next, TreeHead before) throws Exception {
        Proofs.verifyConsistency(
                before.size(),
                next.size(),
                next.continues().orElseThrow().proof().stream()
                        .map(TreeHash::parse)
                        .toList(),
                before.root(),
                TreeHash.parse(next.root()));
    }

    private static Event wanted(TreeHead head) {
        return wanted(Workbench.ORIGIN, head);
    }

    private static Event wanted(String origin, TreeHead head) {
        return wanted(origin, head.size(), head.root().toString());
    }

    private static Event wanted(String origin, long size, String root) {
        return Event.of(
                EventType.CHECKPOINT_WANTED,
                ServiceName.SIGNER.source(),
                origin,
                Workbench.INSTALLATION.now(),
                new CheckpointWanted(origin, size, root),
                Optional.empty());
    }

    private void append(Event... events) throws Exception {
        bench.log.append(List.of(events), Consumed.NOTHING);
    }
}
