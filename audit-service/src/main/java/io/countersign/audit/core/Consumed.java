package io.countersign.audit.core;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far each topic is in the log. Offsets belong to a topic id: a topic deleted and made again starts at zero under
 * another one.
 *
 * @param topics by wire name
 */
public record Consumed(SortedMap<String, Position> topics) {
    /** For each partition, the offset of the first record that is not in the log. */
    public record Position(String topicId, List<Long> next) {
        public Position {
            next = List.copyOf(next);
        }
    }

    public static final Consumed NOTHING = new Consumed(new TreeMap<>());

    public Consumed {
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
    }
}
