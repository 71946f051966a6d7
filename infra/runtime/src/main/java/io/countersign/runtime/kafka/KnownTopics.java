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
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which topic stands behind a name: Kafka's topic ids as the readers of this process last saw them. Safe for all threads. */
public final class KnownTopics implements Function<Topic, String> {
    /** A look beside the work; a long wait here would hold the work up. */
    private static final int LOOK_MILLIS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(KnownTopics.class);

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

    /**
     * Looks whether the names still mean the same topics.
     *
     * @return false when nobody answers in time, which is for the clients to sit out
     * @throws StepUnavailable when a topic is missing or another one than before
     */
    boolean areSame(Admin admin, Collection<Topic> topics) throws StepUnavailable, InterruptedException {
        Map<Topic, String> before = new HashMap<>();
        topics.forEach(topic -> before.put(topic, apply(topic)));
        if (!ask(admin, topics, LOOK_MILLIS)) {
            return false;
        }
        for (Topic topic : topics) {
            if (!before.get(topic).equals(apply(topic))) {
                throw new StepUnavailable(topic.wireName() + " was made anew");
            }
        }
        return true;
    }

    /**
     * Asks the broker.
     *
     * @throws StepUnavailable when a topic is missing, has another partition count than the contract, or nobody answers
     */
    void refresh(Admin admin, Collection<Topic> topics) throws StepUnavailable, InterruptedException {
        if (!ask(admin, topics, KafkaClients.API_MILLIS)) {
            throw new StepUnavailable("no broker answers");
        }
    }

    private boolean ask(Admin admin, Collection<Topic> topics, int millis)
            throws StepUnavailable, InterruptedException {
        List<String> names = topics.stream().map(Topic::wireName).toList();
        Map<String, TopicDescription> found;
        try {
            found = admin.describeTopics(names, new DescribeTopicsOptions().timeoutMs(millis))
                    .allTopicNames()
                    .get(2L * millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException
                    && !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                return false;
            }
            throw new StepUnavailable("the topics cannot be seen: " + e.getCause(), e);
        } catch (TimeoutException e) {
            LOG.warn("an admin client does not keep its own time limit: {}", e.toString());
            return false;
        }
        for (Topic topic : topics) {
            TopicDescription description = found.get(topic.wireName());
            if (description.partitions().size() != topic.partitions()) {
                throw new StepUnavailable(topic.wireName() + " has "
                        + description.partitions().size() + " partitions, the contract says " + topic.partitions());
            }
            ids.put(topic, description.topicId().toString());
        }
        return true;
    }
}
