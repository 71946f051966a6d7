package io.countersign.registry.core;

import io.countersign.contracts.Lineage;
import java.util.List;

/** What happened, for people. Durable when the surrounding transaction commits. */
public interface Timeline {
    /** Adds an entry unless one of the same event is there. @return whether it was added */
    boolean add(TimelineEntry entry);

    List<TimelineEntry> ofRequest(String request);

    List<TimelineEntry> ofLineage(Lineage lineage);
}
