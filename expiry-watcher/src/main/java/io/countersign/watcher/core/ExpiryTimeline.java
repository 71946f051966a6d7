package io.countersign.watcher.core;

import io.countersign.contracts.Lineage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Lineages in the order in which something is to be told of them. Taking what has passed costs as much as has passed, however
 * many lineages there are. Not for several threads.
 */
final class ExpiryTimeline {
    private record Entry(Instant at, Lineage lineage) {}

    private final Map<Lineage, Schedule> schedules = new HashMap<>();
    private final NavigableSet<Entry> order =
            new TreeSet<>(Comparator.comparing(Entry::at).thenComparing(Entry::lineage));

    /** The lineage's one schedule from now on. */
    void replace(Schedule schedule) {
        Lineage lineage = schedule.certificate().lineage();
        remove(lineage);
        schedules.put(lineage, schedule);
        schedule.next().ifPresent(at -> order.add(new Entry(at, lineage)));
    }

    void remove(Lineage lineage) {
        Schedule former = schedules.remove(lineage);
        if (former != null) {
            former.next().ifPresent(at -> order.remove(new Entry(at, lineage)));
        }
    }

    Optional<Schedule> of(Lineage lineage) {
        return Optional.ofNullable(schedules.get(lineage));
    }

    /** Takes every milestone that is not behind {@code mark} out of its schedule, in order of time. */
    List<Announcement> passed(Instant mark) {
        List<Announcement> passed = new ArrayList<>();
        while (!order.isEmpty() && !order.first().at().isAfter(mark)) {
            Schedule schedule = schedules.get(order.first().lineage());
            schedule.until(mark).forEach(milestone -> passed.add(new Announcement(schedule.certificate(), milestone)));
            replace(schedule.after(mark));
        }
        passed.sort(
                Comparator.comparing(announcement -> announcement.milestone().at()));
        return passed;
    }

    /** When there is something to tell next. */
    Optional<Instant> next() {
        return order.isEmpty() ? Optional.empty() : Optional.of(order.first().at());
    }

    int size() {
        return schedules.size();
    }
}
