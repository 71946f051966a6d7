package io.countersign.registry.core;

import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import java.time.Instant;
import java.util.Optional;

/**
 * Events to publish. They leave if and only if the surrounding transaction commits, in their order per lineage, at least once.
 */
public interface Announcements {
    /**
     * Announces; an event that the log records once for ever, since the log keeps one leaf for an id and a second telling would stay
     * without proof; a latest state always.
     *
     * @param subject also the record's key
     * @return the event's id
     */
    String announce(EventType type, String subject, Instant at, EventData data, Optional<String> causation);
}
