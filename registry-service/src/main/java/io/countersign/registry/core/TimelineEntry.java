package io.countersign.registry.core;

import io.countersign.contracts.Lineage;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that happened to a lineage, for people.
 *
 * @param what a word or two, such as {@code submitted} or {@code approved by alice}
 * @param event id of the event that tells it; an entry of the same event is not made twice
 */
public record TimelineEntry(
        Instant at,
        Lineage lineage,
        Optional<String> request,
        String what,
        Optional<String> detail,
        Optional<String> event) {

    public static TimelineEntry of(Instant at, Request request, String what, Optional<String> detail) {
        return new TimelineEntry(at, request.lineage(), Optional.of(request.id()), what, detail, Optional.empty());
    }

    public static TimelineEntry told(
            Instant at, Lineage lineage, Optional<String> request, String what, Optional<String> detail, String event) {
        return new TimelineEntry(at, lineage, request, what, detail, Optional.of(event));
    }
}
