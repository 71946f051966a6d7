package io.countersign.signer.core;

import io.countersign.contracts.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Intents without a receipt yet, by partition: what stops a partition when the log falls behind, and what is published again when
 * the {@code intents} topic may have lost it. The log answers an intent that it knows with its receipt and does not log it twice,
 * so publishing again is always right.
 *
 * <p>Kept in memory only, with the events' bytes: the partitions of this instance stop together at {@link #MOST_OCTETS}, so it
 * holds that and what one poll brings more. A new process starts with none.
 *
 * <p>Written by the loop's thread, read by metrics.
 */
public final class PendingIntents {
    /** About 9,000 intents of the usual 7 KiB, in a process that lives with 256 MiB of heap. */
    static final long MOST_OCTETS = 64L * 1024 * 1024;

    private final int most;
    private final Duration longest;
    private final long mostOctets;
    private final Map<Integer, WaitingIntents> owned = new TreeMap<>();
    /** Revoked, but perhaps only until the next assignment: a new session revokes and gives back everything. */
    private final Map<Integer, WaitingIntents> aside = new HashMap<>();

    /**
     * Bounds per partition.
     *
     * @param most intents without a receipt
     * @param longest time that one may wait for its receipt
     */
    public PendingIntents(int most, Duration longest) {
        this(most, longest, MOST_OCTETS);
    }

    PendingIntents(int most, Duration longest, long mostOctets) {
        this.most = most;
        this.longest = longest;
        this.mostOctets = mostOctets;
    }

    /** Records from this offset on come (again): whatever they led to before was taken back, or will be told again. */
    public synchronized void rewind(int partition, long offset) {
        WaitingIntents own = owned.get(partition);
        if (own != null) {
            own.rewind(offset);
        }
    }

    /**
     * The record at this offset was answered with this intent.
     *
     * @param useBy of its order
     */
    public synchronized void add(int partition, long offset, Event intent, Instant useBy, Instant now) {
        owned.computeIfAbsent(partition, key -> new WaitingIntents(longest)).add(offset, intent, useBy, now);
    }

    /** The log holds this intent. */
    public synchronized void receipt(int partition, String intent) {
        WaitingIntents own = owned.get(partition);
        if (own != null) {
            own.remove(intent);
        }
    }

    /** Nobody may sign these any more, so nobody waits for their receipts. */
    public synchronized void releaseUnusable(Instant now) {
        owned.values().forEach(own -> own.releaseUnusable(now));
    }

    /**
     * Intents to be published again now: of each partition only the oldest few, each after the bound and then ever more rarely.
     *
     * @param limit of events for all partitions together
     */
    public synchronized List<Event> again(Instant now, int limit) {
        List<Event> again = new ArrayList<>();
        owned.values().forEach(own -> again.addAll(own.again(now, limit - again.size())));
        return again;
    }

    /** Why this partition must wait, if it must. */
    public synchronized Optional<String> stalled(int partition, Instant now) {
        WaitingIntents own = owned.get(partition);
        if (own == null || own.size() == 0) {
            return Optional.empty();
        }
        if (own.size() > most) {
            return Optional.of("more than " + most + " intents have no receipt");
        }
        if (owned.values().stream().mapToLong(WaitingIntents::octets).sum() > mostOctets) {
            return Optional.of("intents of more than " + mostOctets + " octets have no receipt");
        }
        Instant oldest = own.oldest();
        return Duration.between(oldest, now).compareTo(longest) > 0
                ? Optional.of("an intent has had no receipt since " + oldest)
                : Optional.empty();
    }

    /** Every partition that must wait, with its reason. */
    public synchronized Map<Integer, String> stalled(Instant now) {
        Map<Integer, String> reasons = new TreeMap<>();
        for (int partition : owned.keySet()) {
            stalled(partition, now).ifPresent(reason -> reasons.put(partition, reason));
        }
        return reasons;
    }

    /** These partitions belong to this instance; what it kept of others was somebody else's business meanwhile. */
    public synchronized void assigned(Set<Integer> partitions) {
        aside.keySet().retainAll(partitions);
        owned.putAll(aside);
        aside.clear();
    }

    /** These partitions belong to somebody else, until assigned again. */
    public synchronized void revoked(Set<Integer> partitions) {
        for (int partition : partitions) {
            WaitingIntents own = owned.remove(partition);
            if (own != null) {
                aside.put(partition, own);
            }
        }
    }

    /**
     * Somebody else has read receipts of this partition, and answered each in the transaction that moved the offset. Which they
     * were is not known here, and what was told again would be answered again: so this begins anew, as a new process does.
     */
    public synchronized void forget(int partition) {
        owned.remove(partition);
        aside.remove(partition);
    }

    public synchronized int size() {
        return owned.values().stream().mapToInt(WaitingIntents::size).sum();
    }
}
