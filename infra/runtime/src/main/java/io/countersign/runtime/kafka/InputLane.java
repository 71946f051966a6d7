package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableReason;
import io.countersign.runtime.life.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One input within one session: decides batches, commits them, and knows which partitions wait until when. Owned by the loop's
 * thread. Whatever goes wrong, the consumer is put back to the first record whose answer is not committed.
 */
final class InputLane {
    /** Held records are offered again this often; holding costs one look, not a transaction. */
    private static final Duration HOLD = Duration.ofMillis(250);
    /** From the second abort in a row on, a batch is halved, so that one bad event is found. */
    private static final int ABORTS_BEFORE_SPLIT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(InputLane.class);

    private final LoopInput input;
    private final String topicId;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final InputTransaction transaction;
    private final DeadLetters deadLetters;
    private final LoopMetrics metrics;
    private final Readiness.Check check;
    private final LongSupplier nanos;
    private final Backoff backoff = new Backoff();
    private final Set<TopicPartition> assigned = new HashSet<>();
    private final Map<TopicPartition, String> marks = new HashMap<>();
    private final Map<TopicPartition, Long> heldUntil = new HashMap<>();
    private final Map<TopicPartition, String> heldWhy = new HashMap<>();
    /** Positions of records whose answer no broker takes; bounded, since each is one record tried alone. */
    private final Set<String> hopeless = new HashSet<>();

    private long outageUntil;
    private boolean outage;
    private int abortsInARow;
    private int most = Integer.MAX_VALUE;

    InputLane(
            LoopInput input,
            String topicId,
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            StepKillPoints killPoints,
            DeadLetters deadLetters,
            LoopMetrics metrics,
            Readiness.Check check,
            LongSupplier nanos) {
        this.input = input;
        this.topicId = topicId;
        this.consumer = consumer;
        this.producer = producer;
        this.transaction = new InputTransaction(input.topic(), producer, killPoints);
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.check = check;
        this.nanos = nanos;
    }

    LoopInput input() {
        return input;
    }

    String topicId() {
        return topicId;
    }

    Producer<byte[], byte[]> producer() {
        return producer;
    }

    void assigned(Map<TopicPartition, String> committedMarks) {
        assigned.addAll(committedMarks.keySet());
        marks.putAll(committedMarks);
        if (outage) {
            consumer.pause(committedMarks.keySet());
        }
        input.step()
                .assigned(committedMarks.entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().partition(), Map.Entry::getValue)));
    }

    void revoked(Collection<TopicPartition> partitions) {
        assigned.removeAll(partitions);
        marks.keySet().removeAll(partitions);
        heldUntil.keySet().removeAll(partitions);
        heldWhy.keySet().removeAll(partitions);
        input.step().revoked(partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet()));
    }

    /** Lets partitions go on whose waiting time is over. */
    void resumeDue() {
        long now = nanos.getAsLong();
        if (outage) {
            if (now - outageUntil < 0) {
                return;
            }
            outage = false;
            consumer.resume(assigned);
            consumer.pause(heldUntil.keySet());
        }
        List<TopicPartition> due = heldUntil.entrySet().stream()
                .filter(entry -> now - entry.getValue() >= 0)
                .map(Map.Entry::getKey)
                .toList();
        // The reason stays until the step has let the records pass: readiness must not flicker while it holds again.
        due.forEach(heldUntil::remove);
        consumer.resume(due);
    }

    /** Decides and commits what a poll brought for this input. */
    void take(List<Inbound> polled) throws InputTransaction.Lost {
        List<Inbound> batch = polled.size() <= most ? polled : polled.subList(0, most);
        metrics.received.increment(batch.size());
        try {
            StepResult result = metrics.step.recordCallable(() -> decide(batch));
            commit(result, offsetsBehind(batch, result));
            settle(polled, batch, result);
        } catch (StepUnavailable e) {
            rewind(polled);
            wait(e.getMessage());
        } catch (InputTransaction.Aborted e) {
            rewind(polled);
            aborted(e, batch);
        } catch (InputTransaction.Lost | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a step throws nothing else", e);
        }
    }

    /** Gives the step its time, unless it waits for something to come back. */
    void tick() throws InputTransaction.Lost {
        if (outage || assigned.isEmpty()) {
            return;
        }
        try {
            StepResult result = input.step().tick();
            if (!result.isNothing()) {
                commit(result, offsetsOfTick(result));
            }
            report();
        } catch (StepUnavailable e) {
            wait(e.getMessage());
        } catch (InputTransaction.Aborted e) {
            metrics.aborts.increment();
            wait("a transaction was taken back: " + e.getCause());
        }
    }

    private StepResult decide(List<Inbound> batch) throws StepUnavailable {
        if (batch.size() == 1 && hopeless.remove(batch.get(0).position())) {
            return deadLetter(batch.get(0), "the broker refuses the event that answers this record");
        }
        try {
            return input.step().process(batch);
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                LOG.error("{} made the step fail and goes to dead letters", batch.get(0), e);
                return deadLetter(batch.get(0), e.toString());
            }
            LOG.warn("a batch of {} made the step fail, each record goes alone: {}", batch.size(), e.toString());
            return decideEach(batch);
        }
    }

    private StepResult decideEach(List<Inbound> batch) throws StepUnavailable {
        StepResult.Builder all = StepResult.builder();
        for (Inbound inbound : batch) {
            if (!all.holds(inbound)) {
                StepResult one = decide(List.of(inbound));
                all.publish(one.outbounds());
                one.held().values().forEach(hold -> all.hold(inbound, hold.reason()));
                one.marks().forEach(all::mark);
            }
        }
        return all.build();
    }

    private StepResult deadLetter(Inbound inbound, String detail) {
        return StepResult.builder()
                .publish(deadLetters.of(inbound, UnreadableReason.PROCESSING_FAILED, detail))
                .build();
    }

    private void commit(StepResult result, Map<TopicPartition, OffsetAndMetadata> offsets)
            throws InputTransaction.Aborted, InputTransaction.Lost {
        if (result.outbounds().isEmpty() && offsets.isEmpty()) {
            return;
        }
        long began = nanos.getAsLong();
        transaction.run(result.outbounds(), offsets, consumer.groupMetadata());
        metrics.transaction.record(Duration.ofNanos(nanos.getAsLong() - began));
        metrics.published.increment(result.outbounds().size());
        for (Outbound outbound : result.outbounds()) {
            if (outbound.topic() == Topic.DEAD_LETTERS) {
                metrics.deadLetters.increment();
            }
        }
        result.marks().forEach((partition, mark) -> marks.put(partition(partition), mark));
        abortsInARow = 0;
        most = most > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : most * 2;
        backoff.reset();
    }

    /** Behind the last record of each partition, or at its hold; a hold at the first record moves nothing. */
    private Map<TopicPartition, OffsetAndMetadata> offsetsBehind(List<Inbound> batch, StepResult result) {
        Map<TopicPartition, Long> next = new HashMap<>();
        Map<TopicPartition, Long> first = new HashMap<>();
        for (Inbound inbound : batch) {
            next.put(partition(inbound), inbound.offset() + 1);
            first.putIfAbsent(partition(inbound), inbound.offset());
        }
        result.held().forEach((partition, hold) -> next.replace(partition(partition), hold.offset()));
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        next.forEach((partition, offset) -> {
            String mark = result.marks().get(partition.partition());
            if (mark != null || offset > first.get(partition)) {
                offsets.put(partition, offset(partition, offset, mark));
            }
        });
        result.marks()
                .forEach((partition, mark) -> offsets.computeIfAbsent(
                        partition(partition), missing -> offset(missing, consumer.position(missing), mark)));
        return offsets;
    }

    /** Marks name their partitions; events without a mark still carry offsets, so that they are fenced by the generation. */
    private Map<TopicPartition, OffsetAndMetadata> offsetsOfTick(StepResult result) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : assigned) {
            String mark = result.marks().get(partition.partition());
            if (mark != null || result.marks().isEmpty()) {
                offsets.put(partition, offset(partition, consumer.position(partition), mark));
            }
        }
        return offsets;
    }

    private OffsetAndMetadata offset(TopicPartition partition, long next, String mark) {
        String said = mark == null ? marks.getOrDefault(partition, "") : mark;
        return new CommittedMark(topicId, said).with(next);
    }

    /** After a commit: holds take effect, and what was polled beyond the batch is read again. */
    private void settle(List<Inbound> polled, List<Inbound> batch, StepResult result) {
        long until = nanos.getAsLong() + HOLD.toNanos();
        Set<TopicPartition> passed = batch.stream().map(this::partition).collect(Collectors.toCollection(HashSet::new));
        result.held().forEach((number, hold) -> {
            TopicPartition partition = partition(number);
            consumer.seek(partition, hold.offset());
            consumer.pause(List.of(partition));
            heldUntil.put(partition, until);
            heldWhy.put(partition, hold.reason());
            passed.remove(partition);
        });
        passed.forEach(heldWhy::remove);
        List<Inbound> beyond = new ArrayList<>(polled.subList(batch.size(), polled.size()));
        beyond.removeIf(inbound -> result.held().containsKey(inbound.partition()));
        rewind(beyond);
        report();
    }

    private void aborted(InputTransaction.Aborted e, List<Inbound> batch) {
        metrics.aborts.increment();
        abortsInARow++;
        LOG.warn(
                "a transaction of {} records was taken back ({} in a row): {}",
                batch.size(),
                abortsInARow,
                e.getCause().toString(),
                e);
        if (abortsInARow >= ABORTS_BEFORE_SPLIT) {
            most = Math.max(1, batch.size() / 2);
        }
        if (batch.size() == 1 && e.blamesContent()) {
            hopeless.add(batch.get(0).position());
        }
        wait("a transaction was taken back: " + e.getCause());
    }

    /** An outage: every partition of this input waits, the consumer keeps polling and so stays in the group. */
    private void wait(String reason) {
        Duration pause = backoff.next();
        outage = true;
        outageUntil = nanos.getAsLong() + pause.toNanos();
        consumer.pause(assigned);
        check.notReady(reason);
        LOG.warn("{} waits {}: {}", input.topic().wireName(), pause, reason);
    }

    private void rewind(List<Inbound> records) {
        Map<TopicPartition, Long> first = new HashMap<>();
        records.forEach(inbound -> first.putIfAbsent(partition(inbound), inbound.offset()));
        first.forEach((partition, offset) -> {
            // A partition lost meanwhile is its new owner's business.
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, offset);
            }
        });
    }

    private void report() {
        metrics.held.set(heldWhy.size());
        if (heldWhy.isEmpty()) {
            check.ready();
        } else {
            check.notReady(heldWhy.entrySet().stream()
                    .map(entry -> entry.getKey().partition() + ": " + entry.getValue())
                    .sorted()
                    .collect(Collectors.joining("; ", "held partitions ", "")));
        }
    }

    private TopicPartition partition(Inbound inbound) {
        return partition(inbound.partition());
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(input.topic().wireName(), number);
    }
}
