package io.countersign.audit.kafka;

import io.countersign.audit.core.Announcer;
import io.countersign.audit.core.OutageException;
import io.countersign.contracts.Event;
import io.countersign.runtime.kafka.EventProducer;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import java.util.List;

/** Checkpoints and receipts on their way to their topics. */
public final class KafkaAnnouncer implements Announcer {
    private final EventProducer producer;

    public KafkaAnnouncer(EventProducer producer) {
        this.producer = producer;
    }

    @Override
    public void announce(List<Event> events) throws OutageException {
        try {
            producer.publish(events.stream().map(Outbound::of).toList());
        } catch (StepUnavailable e) {
            throw new OutageException(e.getMessage(), e);
        }
    }
}
