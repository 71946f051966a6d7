package io.countersign.watcher.kafka;

import io.countersign.contracts.Topic;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Which topic stands behind the inventory's name, by Kafka's id: offsets start again when a topic is made anew. */
final class InventoryTopic {
    private final Admin admin;
    private final String id;

    /** Asks for the id; throws KafkaException when nobody tells. */
    InventoryTopic(Admin admin) {
        this.admin = admin;
        this.id = ask();
    }

    String id() {
        return id;
    }

    /** Throws KafkaException when the topic is another one now, and also when the broker cannot be asked. */
    void requireUnchanged() {
        String now = ask();
        if (!now.equals(id)) {
            throw new KafkaException("the inventory topic was made anew: " + now + ", not " + id);
        }
    }

    private String ask() {
        String name = Topic.INVENTORY.wireName();
        try {
            return admin.describeTopics(List.of(name))
                    .allTopicNames()
                    .get(WatcherClients.CALL_MILLIS, TimeUnit.MILLISECONDS)
                    .get(name)
                    .topicId()
                    .toString();
        } catch (ExecutionException e) {
            throw new KafkaException("the inventory topic cannot be seen", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no broker answers", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
