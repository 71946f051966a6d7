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
     * Announces; an event of a table always, any other once for ever: the log keeps one leaf for an id, so a second one would stay
     * without proof.
     *
     * @param subject also the record's key
     * @return the event's id
     */
    String announce(EventType type, String subject, Instant at, EventData data, Optional<String> causation);
}
