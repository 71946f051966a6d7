package io.countersign.registry.http;

import io.countersign.registry.core.TimelineEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One entry of a timeline on the wire. */
record TimelineView(Instant at, String what, Optional<String> detail, Optional<String> event) {
    static List<TimelineView> of(List<TimelineEntry> entries) {
        return entries.stream()
                .map(entry -> new TimelineView(entry.at(), entry.what(), entry.detail(), entry.event()))
                .toList();
    }
}
