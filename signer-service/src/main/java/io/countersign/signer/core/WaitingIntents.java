package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The intents of one partition that wait for receipts, by the offset of the approval that led to each. */
final class WaitingIntents {
    /**
     * Only so many of the oldest are ever told again; the next follow when these have their receipts. So what comes of a pause
     * that has another cause (log or HSM away) stays small.
     */
    private static final int TOLD_AGAIN = 20;
    /** The pause between two tellings doubles up to this many bounds (5 min by default). */
    private static final int LONGEST_PAUSE = 10;

    private final Duration bound;
    private final NavigableMap<Long, Waiting> byOffset = new TreeMap<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private long octets;

    /** Bytes alone: a decoded event would take twice the room. */
    private record Waiting(
            String intent, Bytes bytes, Instant useBy, Instant since, Instant tellAfter, Duration pause) {
        Waiting told(Instant now, Duration next) {
            return new Waiting(intent, bytes, useBy, since, now.plus(next), next);
        }
    }

    WaitingIntents(Duration bound) {
        this.bound = bound;
    }

    void add(long offset, Event intent, Instant useBy, Instant now) {
        if (offsets.putIfAbsent(intent.id(), offset) == null) {
            Bytes bytes = Bytes.of(intent.bytes());
            byOffset.put(offset, new Waiting(intent.id(), bytes, useBy, now, now.plus(bound), bound));
            octets += bytes.size();
        }
    }

    void remove(String intent) {
        Long offset = offsets.remove(intent);
        if (offset != null) {
            octets -= byOffset.remove(offset).bytes().size();
        }
    }

    void rewind(long offset) {
        List.copyOf(byOffset.tailMap(offset, true).values()).forEach(waiting -> remove(waiting.intent()));
    }

    /** An order counts strictly before its use-by. */
    void releaseUnusable(Instant now) {
        byOffset.values().stream()
                .filter(waiting -> !now.isBefore(waiting.useBy()))
                .toList()
                .forEach(waiting -> remove(waiting.intent()));
    }

    List<Event> again(Instant now, int limit) {
        List<Event> again = new ArrayList<>();
        byOffset.entrySet().stream().limit(TOLD_AGAIN).forEach(entry -> {
            Waiting waiting = entry.getValue();
            if (again.size() < limit && now.isAfter(waiting.tellAfter())) {
                again.add(event(waiting.bytes()));
                Duration doubled = waiting.pause().multipliedBy(2);
                Duration most = bound.multipliedBy(LONGEST_PAUSE);
                entry.setValue(waiting.told(now, doubled.compareTo(most) < 0 ? doubled : most));
            }
        });
        return again;
    }

    int size() {
        return byOffset.size();
    }

    long octets() {
        return octets;
    }

    /** Since when the first of them waits; there must be one. */
    Instant oldest() {
        return byOffset.values().stream()
                .map(Waiting::since)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private static Event event(Bytes bytes) {
        try {
            return EventCodec.decode(Topic.INTENTS, bytes.toArray());
        } catch (UnreadableException e) {
            throw new IllegalStateException("an event of this process's own making", e);
        }
    }
}
