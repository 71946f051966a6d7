package io.countersign.signer.core;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Intents without a receipt yet, by partition: what stops a partition when the log falls behind. Kept in memory only; a new owner
 * of a partition starts with none, which costs at most one bound more of waiting work.
 *
 * <p>Written by the loop's thread, read by metrics.
 */
public final class PendingIntents {
    private final int most;
    private final Duration longest;
    private final Map<Integer, Partition> partitions = new HashMap<>();

    private static final class Partition {
        private final NavigableMap<Long, Waiting> byOffset = new TreeMap<>();
        private final Map<String, Long> offsets = new HashMap<>();
    }

    private record Waiting(String intent, Instant since) {}

    /**
     * Bounds per partition.
     *
     * @param most intents without a receipt
     * @param longest time that one may wait for its receipt
     */
    public PendingIntents(int most, Duration longest) {
        this.most = most;
        this.longest = longest;
    }

    /** Records from this offset on come (again): whatever they led to before was taken back, or will be told again. */
    public synchronized void rewind(int partition, long offset) {
        Partition own = partitions.get(partition);
        if (own != null) {
            NavigableMap<Long, Waiting> taken = own.byOffset.tailMap(offset, true);
            taken.values().forEach(waiting -> own.offsets.remove(waiting.intent()));
            taken.clear();
        }
    }

    /** The record at this offset was answered with this intent. */
    public synchronized void add(int partition, long offset, String intent, Instant now) {
        Partition own = partitions.computeIfAbsent(partition, key -> new Partition());
        if (own.offsets.putIfAbsent(intent, offset) == null) {
            own.byOffset.put(offset, new Waiting(intent, now));
        }
    }

    /** The log holds this intent. */
    public synchronized void receipt(int partition, String intent) {
        Partition own = partitions.get(partition);
        if (own != null) {
            Long offset = own.offsets.remove(intent);
            if (offset != null) {
                own.byOffset.remove(offset);
            }
        }
    }

    /** Why this partition must wait, if it must. */
    public synchronized Optional<String> stalled(int partition, Instant now) {
        Partition own = partitions.get(partition);
        if (own == null || own.byOffset.isEmpty()) {
            return Optional.empty();
        }
        if (own.byOffset.size() > most) {
            return Optional.of("more than " + most + " intents have no receipt");
        }
        Instant oldest = own.byOffset.values().stream()
                .map(Waiting::since)
                .min(Instant::compareTo)
                .orElse(now);
        return Duration.between(oldest, now).compareTo(longest) > 0
                ? Optional.of("an intent has had no receipt since " + oldest)
                : Optional.empty();
    }

    /** Every partition that must wait, with its reason. */
    public synchronized Map<Integer, String> stalled(Instant now) {
        Map<Integer, String> reasons = new TreeMap<>();
        for (int partition : partitions.keySet()) {
            stalled(partition, now).ifPresent(reason -> reasons.put(partition, reason));
        }
        return reasons;
    }

    /** These partitions belong to somebody else. */
    public synchronized void drop(Set<Integer> revoked) {
        partitions.keySet().removeAll(revoked);
    }

    public synchronized int size() {
        return partitions.values().stream()
                .mapToInt(partition -> partition.byOffset.size())
                .sum();
    }
}
