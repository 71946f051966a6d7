package io.countersign.watcher.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is still to be told of a lineage's certificate.
 *
 * @param remaining in order of time; empty when everything has been told
 */
record Schedule(WatchedCertificate certificate, List<Milestone> remaining) {
    Schedule {
        remaining = List.copyOf(remaining);
    }

    Optional<Instant> next() {
        return remaining.isEmpty()
                ? Optional.empty()
                : Optional.of(remaining.get(0).at());
    }

    List<Milestone> until(Instant mark) {
        return remaining.stream()
                .filter(milestone -> !milestone.at().isAfter(mark))
                .toList();
    }

    Schedule after(Instant mark) {
        return new Schedule(
                certificate,
                remaining.stream()
                        .filter(milestone -> milestone.at().isAfter(mark))
                        .toList());
    }

    /** Without what has been told of the same certificate already, even if its moment has moved since. */
    Schedule without(Schedule told) {
        return new Schedule(
                certificate,
                remaining.stream()
                        .filter(milestone -> told.remaining().stream().anyMatch(milestone::isSameKind))
                        .toList());
    }
}
