package io.countersign.watcher.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Topic;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.life.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What the watcher tells about itself. */
final class WatcherMetrics {
    final Counter records;
    final Counter sessions;
    final Timer sweep;
    private final Map<EventType, Counter> told = new EnumMap<>(EventType.class);
    private final AtomicLong lineages = new AtomicLong();
    private final AtomicLong catchingUp = new AtomicLong();
    private final AtomicLong aheadSeconds = new AtomicLong();
    private final AtomicLong nextSeconds = new AtomicLong();

    WatcherMetrics(Metrics metrics) {
        records = metrics.counter("countersign_watcher_records", "Inventory records read, repetitions included.");
        sessions = metrics.counter(
                "countersign_watcher_sessions", "Times the inventory was read anew: start, outage, new identity.");
        sweep = metrics.timer("countersign_watcher_sweep_seconds", "Time of a sweep that had something to commit.");
        for (Topic topic : List.of(Topic.RENEWALS, Topic.DEAD_LETTERS)) {
            for (EventType type : topic.eventTypes()) {
                told.put(
                        type,
                        metrics.counter(
                                "countersign_watcher_announcements", "Events committed.", "type", type.wireName()));
            }
        }
        metrics.gauge("countersign_watcher_lineages", "Lineages this instance watches.", lineages::get);
        metrics.gauge(
                "countersign_watcher_partitions_catching_up",
                "Partitions whose inventory is still being read; nothing is told of them yet.",
                catchingUp::get);
        metrics.gauge(
                "countersign_watcher_mark_ahead_seconds",
                "How far the sweep mark is ahead of this machine's clock; above 0 the clock was set back.",
                aheadSeconds::get);
        metrics.gauge(
                "countersign_watcher_next_seconds_since_epoch",
                "When there is something to tell next, in seconds since 1970; 0 when nothing is known.",
                nextSeconds::get);
    }

    void committed(List<Outbound> outbounds) {
        outbounds.stream().map(Outbound::event).map(Event::type).forEach(type -> told.get(type)
                .increment());
    }

    void state(Collection<InventoryTable> tables, long tablesCatchingUp, Instant now) {
        lineages.set(tables.stream().mapToLong(InventoryTable::lineages).sum());
        catchingUp.set(tablesCatchingUp);
        aheadSeconds.set(tables.stream()
                .map(InventoryTable::mark)
                .filter(now::isBefore)
                .mapToLong(mark -> Duration.between(now, mark).toSeconds())
                .max()
                .orElse(0));
        nextSeconds.set(tables.stream()
                .map(InventoryTable::next)
                .flatMap(Optional::stream)
                .mapToLong(Instant::getEpochSecond)
                .min()
                .orElse(0));
    }
}
