package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.contracts.event.TopicRecreated;
import io.countersign.signer.TestLog;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.TreeHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One log, told in order, with gaps, again, and by somebody who has its keys and another history. */
final class LogMemoryTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final TestLog log = new TestLog();
    private final CheckpointVerifier verifier = log.verifier().checkpoints();
    private final MemoryHeadStore store = new MemoryHeadStore();
    private final QuietLogWatch watch = new QuietLogWatch();
    private LogMemory memory = new LogMemory(store, watch);
    private TreeHead first;
    private int leaves;

    @BeforeEach
    void knowOneHead() throws Exception {
        first = grow(log);
        tell();
    }

    @Test
    void believesTheFirstHeadAndThenEveryOneThatContinuesIt() throws Exception {
        assertThat(watch.believed).containsExactly(first);
        TreeHead second = grow(log);
        TreeHead third = grow(log);
        assertThat(memory.place(second)).isEqualTo(LogMemory.Place.AHEAD);
        tell();
        assertThat(List.of(first, second, third))
                .allSatisfy(head -> assertThat(memory.place(head)).isEqualTo(LogMemory.Place.KNOWN));
        assertThat(memory.newest()).contains(third);
        assertThat(watch.disputes).isEmpty();
    }

    @Test
    void remembersTheNewestHeadAfterARestart() throws Exception {
        TreeHead remembered = grow(log);
        tell();
        memory.keep();
        memory.keep();
        assertThat(store.writes).isEqualTo(1);
        restart();
        assertThat(watch.remembered).containsExactly(remembered);
        assertThat(memory.place(remembered)).isEqualTo(LogMemory.Place.KNOWN);
        TestLog fork = log.fork(first.size());
        grow(fork);
        refuses(fork.checkpointAfter(first.size()), false, "of the same size has another root");
        TreeHead next = grow(log);
        tell();
        assertThat(memory.newest()).contains(next);
        assertThat(watch.believed).hasSize(1);
    }

    @Test
    void aHeadInTheSpoolThatTheLogDidNotSignStopsIt() {
        store.kept = Optional.of("garbage".getBytes(StandardCharsets.UTF_8));
        memory = new LogMemory(store, watch);
        assertThatThrownBy(() -> memory.load(List.of(verifier)))
                .isInstanceOf(OutageException.class)
                .hasMessageContaining("remove it");
    }

    @Test
    void aSpoolThatTakesNothingIsAnOutage() {
        store.full(true);
        assertThatThrownBy(memory::keep).isInstanceOf(OutageException.class);
    }

    @Test
    void aForkOfTheSameSizeIsDisputed() throws Exception {
        TestLog fork = log.fork(first.size());
        TreeHead known = grow(log);
        tell();
        TreeHead forked = grow(fork);
        refuses(fork.checkpointAfter(first.size()), true, "of the same size has another root");
        assertThat(memory.place(forked)).isEqualTo(LogMemory.Place.FORKED);
        assertThat(memory.forked(forked).reason()).isEqualTo(UnreadableReason.CHECKPOINT_INVALID);
        assertThat(memory.newest()).contains(known);
    }

    @Test
    void aForkThatGrowsBeyondTheKnownHeadNeverCounts() throws Exception {
        TestLog fork = log.fork(first.size());
        TreeHead known = grow(log);
        tell();
        grow(fork);
        TreeHead beyond = grow(fork);
        // Its own history says how it got there, but not from the head that is known.
        refuses(fork.checkpointAfter(known.size()), true, "does not continue it");
        memory.take(data(fork.checkpointAfter(first.size())), verifier, true);
        assertThat(memory.place(beyond)).isEqualTo(LogMemory.Place.AHEAD);
        memory.waitsFor(beyond);
        assertThat(wanted(NOON))
                .contains(new CheckpointWanted(
                        TestLog.ORIGIN, known.size(), known.root().toString()));
        assertThat(memory.place(beyond)).isEqualTo(LogMemory.Place.AHEAD);
        assertThat(memory.newest()).contains(known);
    }

    @Test
    void aLogThatGetsSmallerIsDisputedAndWhatItOnceWasIsNot() throws Exception {
        TestLog rewound = log.fork(first.size());
        Event once = log.checkpointAfter(first.size());
        grow(log);
        TreeHead known = grow(log);
        tell();
        TreeHead smaller = grow(rewound);
        memory = new LogMemory(store, watch);
        memory.take(data(log.checkpointAfter(first.size())), verifier, false);
        memory.take(data(once), verifier, false);
        assertThat(watch.disputes).isEmpty();
        assertThat(memory.place(smaller)).isEqualTo(LogMemory.Place.BEHIND);
        refuses(rewound.checkpointAfter(first.size()), true, "is smaller");
        assertThat(memory.newest()).contains(known);
    }

    @Test
    void asksTheLogOnceAMinuteForTheWayFromTheHeadItKnows() throws Exception {
        assertThat(wanted(NOON)).isEmpty();
        TreeHead missed = grow(log);
        log.told();
        TreeHead ahead = grow(log);
        tell();
        assertThat(watch.lost).isEqualTo(1);
        assertThat(memory.place(ahead)).isEqualTo(LogMemory.Place.AHEAD);
        assertThat(memory.waitsFor(ahead))
                .contains("is asked")
                .contains(first.root().toString());
        CheckpointWanted question =
                new CheckpointWanted(TestLog.ORIGIN, first.size(), first.root().toString());
        assertThat(wanted(NOON)).contains(question);
        assertThat(wanted(NOON.plusSeconds(59))).isEmpty();
        assertThat(wanted(NOON.plusSeconds(60))).contains(question);
        memory.take(data(log.checkpointAfter(first.size())), verifier, true);
        assertThat(memory.place(ahead)).isEqualTo(LogMemory.Place.KNOWN);
        assertThat(memory.place(missed)).as("a newer receipt will do").isEqualTo(LogMemory.Place.BEHIND);
        assertThat(wanted(NOON.plus(Duration.ofHours(1)))).isEmpty();
    }

    @Test
    void asksAgainAtOnceFromANewHead() throws Exception {
        loseOne();
        assertThat(wanted(NOON)).isPresent();
        memory.take(data(log.checkpointAfter(first.size())), verifier, true);
        loseOne();
        assertThat(wanted(NOON.plusSeconds(1))).isPresent();
    }

    @Test
    void aReceiptBeyondWhatTheLogAnswersIsDisputed() throws Exception {
        TestLog fork = log.fork(first.size());
        grow(fork);
        grow(fork);
        TreeHead beyond = grow(fork);
        memory.waitsFor(beyond);
        assertThat(wanted(NOON)).isPresent();
        assertThat(memory.place(beyond)).isEqualTo(LogMemory.Place.AHEAD);
        grow(log);
        tell();
        assertThat(memory.place(beyond)).isEqualTo(LogMemory.Place.FORKED);
        assertThat(memory.forked(beyond)).hasMessageContaining("leads to");
        // Not asked for the sake of this one any more.
        assertThat(wanted(NOON.plus(Duration.ofHours(1)))).isEmpty();
    }

    @Test
    void aSpoiltProofIsDisputedAndTheLogIsAskedForATrueOne() throws Exception {
        grow(log);
        CheckpointPublished honest = data(log.checkpointAfter(first.size()));
        CheckpointPublished spoilt = new CheckpointPublished(
                honest.origin(),
                honest.size(),
                honest.root(),
                honest.note(),
                Optional.of(new CheckpointPublished.Continues(
                        first.size(), List.of(first.root().toString()))));
        assertThatThrownBy(() -> memory.take(spoilt, verifier, true)).isInstanceOf(UnreadableException.class);
        assertThat(memory.newest()).contains(first);
        assertThat(wanted(NOON)).isPresent();
        memory.take(honest, verifier, true);
        assertThat(memory.newest()).contains(log.head());
    }

    @Test
    void whatTheLogDidNotSignIsNotBelieved() throws Exception {
        grow(log);
        CheckpointPublished told = data(log.checkpointAfter(first.size()));
        CheckpointPublished misquoted =
                new CheckpointPublished(told.origin(), told.size() + 1, told.root(), told.note(), told.continues());
        refuses(misquoted, UnreadableReason.NOT_BELIEVED);
        CheckpointPublished foreign = data(new TestLog().checkpointAfter(1));
        refuses(
                new CheckpointPublished(foreign.origin(), 99, foreign.root(), foreign.note(), foreign.continues()),
                UnreadableReason.NOT_BELIEVED);
        assertThat(watch.disputes).isEmpty();
    }

    @Test
    void headsFromBeforeARestartAreKnownAgainWhenTheyLeadToTheRememberedOne() throws Exception {
        TreeHead former = grow(log);
        Event tellsFormer = log.checkpointAfter(first.size());
        TreeHead remembered = grow(log);
        Event tellsRemembered = log.checkpointAfter(former.size());
        tell();
        memory.keep();
        restart();
        assertThat(memory.place(former)).isEqualTo(LogMemory.Place.BEHIND);
        TestLog fork = log.fork(first.size());
        TreeHead forked = grow(fork);
        memory.takeFormer(data(fork.checkpointAfter(first.size())), data(tellsRemembered));
        assertThat(memory.place(forked)).isEqualTo(LogMemory.Place.BEHIND);
        memory.takeFormer(data(tellsFormer), data(tellsRemembered));
        assertThat(memory.place(former)).isEqualTo(LogMemory.Place.KNOWN);
        assertThat(memory.place(forked)).isEqualTo(LogMemory.Place.FORKED);
        assertThat(memory.newest()).contains(remembered);
    }

    private void loseOne() throws Exception {
        grow(log);
        log.told();
        grow(log);
        tell();
    }

    private void restart() throws Exception {
        memory = new LogMemory(store, watch);
        memory.load(List.of(verifier));
    }

    private TreeHead grow(TestLog grown) {
        grown.log(Event.of(
                EventType.TOPIC_RECREATED,
                ServiceName.AUDIT.source(),
                "leaf",
                NOON,
                new TopicRecreated("topic", "former", "id" + leaves++),
                Optional.empty()));
        return grown.head();
    }

    private void tell() throws Exception {
        for (Event event : log.told()) {
            memory.take(data(event), verifier, true);
        }
    }

    private Optional<CheckpointWanted> wanted(Instant now) {
        return memory.wanted(TestLog.ORIGIN, now);
    }

    private void refuses(Event told, boolean fresh, String how) {
        int before = watch.disputes.size();
        assertThatThrownBy(() -> memory.take(data(told), verifier, fresh))
                .isInstanceOfSatisfying(UnreadableException.class, e -> assertThat(e.reason())
                        .isEqualTo(UnreadableReason.CHECKPOINT_INVALID))
                .hasMessageContaining(how);
        assertThat(watch.disputes).hasSize(before + 1);
    }

    private void refuses(CheckpointPublished told, UnreadableReason reason) {
        assertThatThrownBy(() -> memory.take(told, verifier, true))
                .isInstanceOfSatisfying(
                        UnreadableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static CheckpointPublished data(Event event) {
        return event.data(CheckpointPublished.class);
    }
}
