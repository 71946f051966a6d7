package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far topics have been read, kept outside Kafka by whoever owns the reading. JSON through {@link
 * io.countersign.contracts.Json}. Immutable.
 *
 * @param topics by wire name
 */
public record Offsets(Map<String, TopicOffsets> topics) {
    public static final Offsets NONE = new Offsets(Map.of());

    /**
     * Offsets of one topic.
     *
     * @param topicId Kafka's id of the topic the offsets belong to; another id is another topic, whatever its name
     * @param next by partition: the next offset to read
     */
    public record TopicOffsets(String topicId, List<Long> next) {
        public TopicOffsets {
            next = List.copyOf(next);
        }
    }

    public Offsets {
        topics = Collections.unmodifiableMap(new TreeMap<>(topics));
    }

    public Optional<String> topicId(Topic topic) {
        return Optional.ofNullable(topics.get(topic.wireName())).map(TopicOffsets::topicId);
    }

    /** The next offset to read; 0 where nothing is known. */
    public long next(Topic topic, int partition) {
        TopicOffsets offsets = topics.get(topic.wireName());
        return offsets == null || partition >= offsets.next().size()
                ? 0
                : offsets.next().get(partition);
    }

    /** The same, further in one partition. */
    public Offsets with(Topic topic, String topicId, int partition, long next) {
        List<Long> moved = new ArrayList<>(
                topicId(topic).filter(topicId::equals).isPresent()
                        ? topics.get(topic.wireName()).next()
                        : List.of());
        while (moved.size() < topic.partitions()) {
            moved.add(0L);
        }
        moved.set(partition, next);
        Map<String, TopicOffsets> all = new TreeMap<>(topics);
        all.put(topic.wireName(), new TopicOffsets(topicId, moved));
        return new Offsets(all);
    }

    /** The same, with this topic at its start under its present id. */
    public Offsets restarted(Topic topic, String topicId) {
        Map<String, TopicOffsets> all = new TreeMap<>(topics);
        all.put(topic.wireName(), new TopicOffsets(topicId, Collections.nCopies(topic.partitions(), 0L)));
        return new Offsets(all);
    }
}
