package io.countersign.audit.kafka;

import io.countersign.audit.core.AuditLog;
import io.countersign.audit.core.Consumed;
import io.countersign.audit.core.IssuerSignatures;
import io.countersign.audit.core.OutageException;
import io.countersign.contracts.Event;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.EventProducer;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Offsets;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.runtime.kafka.TailHandler;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * From records to leaves. One batch: (1) what cannot be read, and a certificate or CRL that no
 * trusted CA signed, goes to dead letters, acknowledged; (2) the rest goes into
 * the log together with the positions behind the whole batch. Breaking off between the two repeats (1) with the same
 * event ids, which the log knows.
 */
public final class EventTail implements TailHandler {
    private final AuditLog log;
    private final IssuerSignatures signatures;
    private final BooleanSupplier inOperation;
    private final DeadLetters deadLetters;
    private final EventProducer producer;
    private final Consumer<Throwable> fatal;
    private final Counter unreadable;
    private final Counter gaps;

    /**
     * A tail for the log.
     *
     * @param inOperation whether the start checks are done; before that nothing is read
     * @param fatal told once the files are in doubt, so that the process ends
     */
    public EventTail(
            AuditLog log,
            IssuerSignatures signatures,
            BooleanSupplier inOperation,
            DeadLetters deadLetters,
            EventProducer producer,
            Consumer<Throwable> fatal,
            TailMetrics metrics) {
        this.log = log;
        this.signatures = signatures;
        this.inOperation = inOperation;
        this.deadLetters = deadLetters;
        this.producer = producer;
        this.fatal = fatal;
        this.unreadable = metrics.unreadable();
        this.gaps = metrics.gaps();
    }

    /** The topics whose events become leaves: all that the topic table lets the audit-service read. */
    public static Set<Topic> inputs() {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.readers().contains(ServiceName.AUDIT))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)));
    }

    @Override
    public Offsets offsets() throws StepUnavailable {
        if (!inOperation.getAsBoolean()) {
            throw new StepUnavailable("the log is not in operation yet");
        }
        SortedMap<String, Offsets.TopicOffsets> topics = new TreeMap<>();
        log.consumed()
                .topics()
                .forEach((name, position) ->
                        topics.put(name, new Offsets.TopicOffsets(position.topicId(), position.next())));
        return new Offsets(topics);
    }

    @Override
    public void handle(List<Inbound> batch, Offsets next) throws StepUnavailable {
        List<Event> events = new ArrayList<>();
        List<Outbound> letters = new ArrayList<>();
        for (Inbound inbound : batch) {
            try {
                Event event = inbound.decode();
                signatures.require(event);
                events.add(event);
            } catch (UnreadableException e) {
                letters.add(deadLetters.of(inbound, e));
            }
        }
        if (!letters.isEmpty()) {
            producer.publish(letters);
            unreadable.increment(letters.size());
        }
        durable(() -> log.append(events, consumed(next)));
    }

    @Override
    public void topicRecreated(Topic topic, String formerId, String id, Offsets next) throws StepUnavailable {
        durable(() -> log.topicRecreated(topic.wireName(), formerId, id, consumed(next)));
    }

    /** Lost records cannot be brought back by waiting; the sources still hold what they have no receipt for. */
    @Override
    public void gap(Topic topic, int partition, long wanted, long from) {
        gaps.increment();
    }

    private interface Write {
        void run() throws OutageException, IOException;
    }

    private void durable(Write write) throws StepUnavailable {
        try {
            write.run();
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        } catch (IOException e) {
            fatal.accept(e);
            throw new StepUnavailable("the log's files are in doubt: " + e.getMessage(), e);
        }
    }

    private static Consumed consumed(Offsets offsets) {
        SortedMap<String, Consumed.Position> topics = new TreeMap<>();
        offsets.topics()
                .forEach((name, topic) -> topics.put(name, new Consumed.Position(topic.topicId(), topic.next())));
        return new Consumed(topics);
    }
}
