package io.countersign.signer.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * By when this signer had seen the log hold a leaf. Checkpoints carry no time, and an event's own time is whatever its writer says;
 * but a leaf inside a head that verified here stood in the log at that moment, by this signer's own clock.
 */
final class LeafTimes {
    /** One head in this time is enough to tell an hour. */
    static final Duration STEP = Duration.ofSeconds(10);

    /** More than a day of steps. */
    static final int MOST = 10_000;

    private final NavigableMap<Long, Instant> bySize = new TreeMap<>();

    /** A head of this size is known now. */
    void reached(long size, Instant now) {
        Map.Entry<Long, Instant> last = bySize.lastEntry();
        boolean news = last == null
                || (size > last.getKey() && !now.isBefore(last.getValue().plus(STEP)));
        if (news) {
            bySize.put(size, now);
            if (bySize.size() > MOST) {
                // Leaves before it count from the next head, which is later.
                bySize.pollFirstEntry();
            }
        }
    }

    Optional<Instant> of(long leafIndex) {
        return Optional.ofNullable(bySize.higherEntry(leafIndex)).map(Map.Entry::getValue);
    }
}
