package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which topic stands behind a name: Kafka's topic ids as the readers of this process last saw them. Safe for all threads. */
public final class KnownTopics implements Function<Topic, String> {
    private final Map<Topic, String> ids = new ConcurrentHashMap<>();

    /** The id of a topic that a reader of this process has connected to. */
    @Override
    public String apply(Topic topic) {
        String id = ids.get(topic);
        if (id == null) {
            throw new IllegalStateException("nobody here has read " + topic.wireName() + " yet");
        }
        return id;
    }

    /** As {@link #refresh}, and throws when one of them is another topic than before. */
    void requireSame(Admin admin, Collection<Topic> topics) throws StepUnavailable, InterruptedException {
        Map<Topic, String> before = new HashMap<>();
        topics.forEach(topic -> before.put(topic, apply(topic)));
        refresh(admin, topics);
        for (Topic topic : topics) {
            if (!before.get(topic).equals(apply(topic))) {
                throw new StepUnavailable(topic.wireName() + " was made anew");
            }
        }
    }

    /**
     * Asks the broker.
     *
     * @throws StepUnavailable when a topic is missing, has another partition count than the contract, or nobody answers
     */
    void refresh(Admin admin, Collection<Topic> topics) throws StepUnavailable, InterruptedException {
        List<String> names = topics.stream().map(Topic::wireName).toList();
        Map<String, TopicDescription> found;
        try {
            found = admin.describeTopics(names).allTopicNames().get(KafkaClients.API_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            String what = e.getCause() instanceof UnknownTopicOrPartitionException ? "a topic is missing: " : "";
            throw new StepUnavailable(what + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new StepUnavailable("no broker answers", e);
        }
        for (Topic topic : topics) {
            TopicDescription description = found.get(topic.wireName());
            if (description.partitions().size() != topic.partitions()) {
                throw new StepUnavailable(topic.wireName() + " has "
                        + description.partitions().size() + " partitions, the contract says " + topic.partitions());
            }
            ids.put(topic, description.topicId().toString());
        }
    }
}
