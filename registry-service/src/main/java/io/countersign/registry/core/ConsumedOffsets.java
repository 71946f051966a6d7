package io.countersign.registry.core;

import java.util.Map;

/** How far the topics have been read; moves in the same transaction as what was learnt from them. */
public interface ConsumedOffsets {
    /** The stored positions by topic name, locked until the transaction ends: two readers cannot project at once. */
    Map<String, Position> lock();

    /** Goes forward, never back: another reader may be further. Under another topic id it starts anew. */
    void advance(String topic, Position position);

    /** Goes wherever it is told: the broker has lost what stood there. */
    void reset(String topic, Position position);

    /**
     * How far one topic has been read.
     *
     * @param topicId Kafka's id of the topic; offsets mean nothing under another one
     * @param next offset to read next, by partition
     */
    record Position(String topicId, Map<Integer, Long> next) {
        public Position {
            next = Map.copyOf(next);
        }
    }
}
