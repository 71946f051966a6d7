package io.countersign.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** The loop on a real broker with mutual TLS and the product's ACLs. */
@WithStack
final class TopicLoopIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String[] KEYS = {"n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"};

    private final LoopRig rig;

    TopicLoopIT(Stack stack) {
        rig = new LoopRig(stack);
    }

    @Test
    void answersEachRecordOnceThroughAbortsLostOutcomesAndRestarts() throws Exception {
        Random random = new Random(4711);
        Map<StepKillPoints.Moment, AtomicInteger> broken = new ConcurrentHashMap<>();
        StepKillPoints breaking = (input, moment) -> {
            // At the last moment the commit has happened and the loop does not know it.
            if (random.nextInt(12) == 0) {
                broken.computeIfAbsent(moment, any -> new AtomicInteger()).incrementAndGet();
                throw new KafkaException("broken by the test at " + moment);
            }
        };
        int runs = 3;
        int each = 400;
        for (int run = 0; run < runs; run++) {
            long goal = (run + 1L) * each;
            try (LoopRig.Running running = rig.new Running(0, LoopInput.Start.COMMITTED, LoopRig::answer, breaking)) {
                for (long from = (long) run * each; from < goal; from += 20) {
                    rig.put(from, from + 20, KEYS);
                }
                // Stopped in the middle of its work, except the last time.
                if (run == runs - 1) {
                    await().atMost(LONG).until(() -> rig.answers().size() >= goal);
                    await().atMost(LONG).until(() -> running.life.readiness().isReady());
                }
            }
        }
        List<Long> answers = rig.answers();
        assertThat(answers)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, (long) runs * each).boxed().toList());
        Map<Integer, Long> last = new HashMap<>();
        answers.forEach(number -> {
            Long before = last.put(Math.toIntExact(number % KEYS.length), number);
            assertThat(before == null || before < number).isTrue();
        });
        assertThat(broken.keySet()).containsExactlyInAnyOrder(StepKillPoints.Moment.values());
    }

    @Test
    void holdsAPartitionAndGoesOnWithTheOthers() throws Exception {
        int stopped = Outbound.partition(LoopRig.INPUT, "n1");
        String other = List.of(KEYS).stream()
                .filter(key -> Outbound.partition(LoopRig.INPUT, key) != stopped)
                .findFirst()
                .orElseThrow();
        AtomicBoolean holding = new AtomicBoolean(true);
        Step step = batch -> {
            StepResult.Builder result = StepResult.builder();
            for (Inbound inbound : batch) {
                if (holding.get() && inbound.partition() == stopped && LoopRig.number(inbound) >= 4) {
                    result.hold(inbound, "receipts are missing");
                } else if (!result.holds(inbound)) {
                    result.publish(LoopRig.answer(inbound));
                }
            }
            return result.build();
        };
        rig.put(0, 10, "n1", other);
        try (LoopRig.Running running = rig.run(step)) {
            await().atMost(LONG).untilAsserted(() -> assertThat(rig.answers())
                    .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 5L, 7L, 9L));
            await().untilAsserted(() ->
                    assertThat(reason(running)).isEqualTo("held partitions " + stopped + ": receipts are missing"));
            rig.put(11, 12, "n1", other);
            await().atMost(LONG).until(() -> rig.answers().contains(11L));
            holding.set(false);
            await().atMost(LONG).untilAsserted(() -> assertThat(rig.answers())
                    .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 11L));
            await().until(() -> running.life.readiness().isReady());
        }
    }

    @Test
    void waitsOutAnOutageWithoutLeavingTheGroupAndResumesAlone() throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger assignments = new AtomicInteger();
        Step step = new Step() {
            @Override
            public StepResult process(List<Inbound> batch) throws StepUnavailable {
                if (down.get()) {
                    attempts.incrementAndGet();
                    throw new StepUnavailable("the token does not answer");
                }
                return LoopRig.answer(batch);
            }

            @Override
            public void assigned(Map<Integer, String> marks) {
                assignments.incrementAndGet();
            }
        };
        try (LoopRig.Running running = rig.run(step)) {
            rig.put(0, 50, KEYS);
            await().atMost(LONG).until(() -> attempts.get() >= 4);
            assertThat(reason(running)).isEqualTo("the token does not answer");
            assertThat(rig.answers()).isEmpty();
            down.set(false);
            await().atMost(LONG).until(() -> rig.answers().size() >= 50);
            await().until(() -> running.life.readiness().isReady());
            assertThat(rig.answers()).doesNotHaveDuplicates().hasSize(50);
            assertThat(assignments).hasValue(1);
        }
    }

    @Test
    void badRecordsAreDeadLettersAndTheNextGoodOneIsAnswered() throws Exception {
        DeadLetters letters = new DeadLetters(ServiceName.WATCHER, InstantSource.system(), topic -> "known");
        Step step = batch -> {
            StepResult.Builder result = StepResult.builder();
            for (Inbound inbound : batch) {
                if (inbound.bytes().length > 0 && inbound.bytes()[0] == '{') {
                    result.publish(
                            letters.of(inbound, new UnreadableException(UnreadableReason.BAD_DATA, "not a number")));
                } else {
                    // Throws on anything else but a number: a fault that the step did not foresee.
                    result.publish(LoopRig.answer(inbound));
                }
            }
            return result.build();
        };
        rig.put(1, 2, "n1");
        rig.putText("n1", "{}");
        rig.putText("n1", "what is this");
        rig.put(2, 3, "n1");
        try (LoopRig.Running running = rig.run(step)) {
            await().atMost(LONG).untilAsserted(() -> assertThat(rig.answers()).containsExactly(1L, 2L));
            assertThat(rig.committed(Topic.DEAD_LETTERS))
                    .extracting(event -> event.data(RecordUnreadable.class).reason())
                    .containsExactlyInAnyOrder("bad-data", "processing-failed");
            await().until(() -> running.life.readiness().isReady());
        }
    }

    @Test
    void givesMarksBackAndReadsATableFromItsBeginning() throws Exception {
        rig.put(0, 20, KEYS);
        Remembering first = new Remembering();
        try (LoopRig.Running running = rig.new Running(0, LoopInput.Start.BEGINNING, first, StepKillPoints.NONE)) {
            first.awaitAll(running);
            await().atMost(LONG).until(() -> first.committedMarks);
        }
        assertThat(first.marks.values()).containsOnly("");
        assertThat(first.seen).hasSize(20);
        rig.put(20, 21, KEYS);
        Remembering second = new Remembering();
        try (LoopRig.Running running = rig.new Running(0, LoopInput.Start.BEGINNING, second, StepKillPoints.NONE)) {
            second.awaitAll(running);
        }
        assertThat(second.marks).hasSize(LoopRig.INPUT.partitions());
        second.marks.forEach((partition, mark) -> assertThat(mark).isEqualTo("swept " + partition));
        assertThat(second.seen).hasSize(21);
    }

    /** Reads a table and, once it knows all of it, commits one mark per partition. */
    private static final class Remembering implements Step {
        final Set<Long> seen = new ConcurrentSkipListSet<>();
        final Map<Integer, String> marks = new ConcurrentHashMap<>();
        final Set<Integer> complete = new ConcurrentSkipListSet<>();
        volatile boolean committedMarks;
        private boolean handedOut;

        @Override
        public StepResult process(List<Inbound> batch) {
            batch.forEach(inbound -> seen.add(LoopRig.number(inbound)));
            return StepResult.NOTHING;
        }

        @Override
        public StepResult tick() {
            if (complete.size() < LoopRig.INPUT.partitions()) {
                return StepResult.NOTHING;
            }
            // The tick after the one with the marks shows that they are committed.
            committedMarks = handedOut;
            if (handedOut) {
                return StepResult.NOTHING;
            }
            handedOut = true;
            StepResult.Builder result = StepResult.builder();
            complete.forEach(partition -> result.mark(partition, "swept " + partition));
            return result.build();
        }

        @Override
        public void assigned(Map<Integer, String> committed) {
            marks.putAll(committed);
        }

        @Override
        public void caughtUp(int partition) {
            complete.add(partition);
        }

        void awaitAll(LoopRig.Running running) {
            await().atMost(LONG).until(() -> complete.size() == LoopRig.INPUT.partitions());
            assertThat(running.life.readiness().checks()).containsKey("kafka");
        }
    }

    @Test
    void readsATopicMadeAnewFromItsBeginningHoweverLongItIs() throws Exception {
        rig.put(0, 10, "n1");
        try (LoopRig.Running running = rig.run(LoopRig::answer)) {
            await().atMost(LONG).until(() -> rig.answers().size() == 10);
            rig.stack().resetTopics();
            // More than before: the former offset exists in the new topic, too.
            rig.put(100, 140, "n1");
            await().atMost(LONG).untilAsserted(() -> assertThat(rig.answers())
                    .containsAll(LongStream.range(100, 140).boxed().toList()));
            await().atMost(LONG).until(() -> running.life.readiness().isReady());
        }
        // And after a restart nothing is answered again.
        int answers = rig.answers().size();
        try (LoopRig.Running running = rig.run(LoopRig::answer)) {
            rig.put(140, 141, "n1");
            await().atMost(LONG).until(() -> rig.answers().contains(140L));
            await().until(() -> running.life.readiness().isReady());
        }
        assertThat(rig.answers()).hasSize(answers + 1);
    }

    @Test
    void theSecondHolderOfAnOrdinalGivesWayAndNamesTheFirst() throws Exception {
        try (LoopRig.Running first = rig.run(LoopRig::answer)) {
            await().atMost(LONG).until(() -> first.life.readiness().isReady());
            try (LoopRig.Running second = rig
            .new Running("other-process", 0, LoopInput.Start.COMMITTED, LoopRig::answer, StepKillPoints.NONE)) {
                await().atMost(LONG).until(() -> {
                    String reason =
                            second.life.readiness().checks().get("kafka").orElse("");
                    return reason.contains("expiry-watcher-0 is held by loop-test-0@");
                });
                assertThat(second.life.run()).isEqualTo(1);
            }
            rig.put(0, 8, KEYS);
            await().atMost(LONG).until(() -> rig.answers().size() == 8);
            assertThat(first.life.readiness().isReady()).isTrue();
        }
    }

    @Test
    void twoInstancesShareThePartitionsAndOneTakesOverFromTheOther() throws Exception {
        Set<String> byFirst = ConcurrentHashMap.newKeySet();
        Set<String> bySecond = ConcurrentHashMap.newKeySet();
        try (LoopRig.Running first =
                rig.new Running(0, LoopInput.Start.COMMITTED, noting(byFirst), StepKillPoints.NONE)) {
            await().atMost(LONG).until(() -> first.life.readiness().isReady());
            try (LoopRig.Running second =
                    rig.new Running(1, LoopInput.Start.COMMITTED, noting(bySecond), StepKillPoints.NONE)) {
                await().atMost(LONG).until(() -> second.life.readiness().isReady());
                rig.put(0, 80, KEYS);
                await().atMost(LONG).until(() -> rig.answers().size() >= 80);
            }
            rig.put(80, 160, KEYS);
            await().atMost(LONG).until(() -> rig.answers().size() >= 160);
        }
        assertThat(rig.answers()).doesNotHaveDuplicates().hasSize(160);
        assertThat(bySecond).isNotEmpty();
        assertThat(byFirst).containsExactlyInAnyOrder(KEYS);
    }

    private static Step noting(Set<String> keys) {
        return batch -> {
            batch.forEach(inbound -> keys.add(inbound.key()));
            return LoopRig.answer(batch);
        };
    }

    @Test
    void anErrorInTheStepEndsTheServiceLoudly() throws Exception {
        rig.put(0, 1, "n1");
        try (LoopRig.Running running = rig.run(batch -> {
            throw new AssertionError("an Error, not an Exception");
        })) {
            assertThat(running.life.run()).isEqualTo(1);
            assertThat(running.life.readiness().isReady()).isFalse();
        }
        assertThat(rig.answers()).isEmpty();
    }

    private static String reason(LoopRig.Running running) {
        return running.life
                .readiness()
                .checks()
                .get("input " + LoopRig.INPUT.wireName())
                .orElse("");
    }
}
