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
     * Announces; an event of a table always, any other only unless the same one is still on record.
     *
     * @param subject also the record's key
     * @return the event's id
     */
    String announce(EventType type, String subject, Instant at, EventData data, Optional<String> causation);
}
