package io.countersign.runtime.kafka;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.RecordUnreadable;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the dead letter of a record: position, reason, the first 4 KiB. The topic id stands in it, because offsets start again
 * when a topic is made anew.
 */
public final class DeadLetters {
    private static final int MAX_DETAIL_LENGTH = 500;

    private final ServiceName service;
    private final InstantSource clock;
    private final Function<Topic, String> topicIds;

    /**
     * Letters of one service.
     *
     * @param topicIds Kafka's id of a topic, as the loop or tail that read the record knows it
     */
    public DeadLetters(ServiceName service, InstantSource clock, Function<Topic, String> topicIds) {
        this.service = service;
        this.clock = clock;
        this.topicIds = topicIds;
    }

    public Outbound of(Inbound inbound, UnreadableException why) {
        return of(inbound, why.reason(), String.valueOf(why.getMessage()));
    }

    /**
     * The same letter each time the same record is met.
     *
     * @param detail for a person; cut when it is long
     */
    public Outbound of(Inbound inbound, UnreadableReason reason, String detail) {
        byte[] value = inbound.bytes();
        RecordUnreadable data = new RecordUnreadable(
                service.wireName(),
                inbound.topic().wireName(),
                topicIds.apply(inbound.topic()),
                inbound.partition(),
                inbound.offset(),
                reason.code(),
                detail.length() <= MAX_DETAIL_LENGTH ? detail : detail.substring(0, MAX_DETAIL_LENGTH - 1) + "…",
                Sha256.of(value),
                Bytes.of(Arrays.copyOf(value, Math.min(value.length, RecordUnreadable.MAX_EXCERPT_OCTETS))));
        return Outbound.of(Event.of(
                EventType.RECORD_UNREADABLE,
                service.source(),
                inbound.position(),
                clock.instant(),
                data,
                Optional.empty()));
    }
}
