package io.countersign.stack;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Makes the product's topics and exactly the rights that the {@link Topic} table gives; everything else stays denied. */
public final class Topics {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** An event has at most 60,000 bytes; the rest is for key, headers and batch. */
    private static final String MAX_MESSAGE_BYTES = "131072";

    private Topics() {}

    /** Creates what is missing; returns when the broker shows every topic and enforces every ACL. */
    public static void create(Admin admin) {
        Set<String> present = await(admin.listTopics().names());
        List<NewTopic> missing = Arrays.stream(Topic.values())
                .filter(topic -> !present.contains(topic.wireName()))
                .map(Topics::definition)
                .toList();
        await(admin.createTopics(missing).all());
        grant(admin, acls());
        awaitTopics(admin, Arrays.stream(Topic.values()).map(Topic::wireName).toList());
    }

    /** Deletes the product's topics with all records; ACLs stay. Offsets of groups go with their topics. */
    public static void delete(Admin admin) {
        Set<String> present = new HashSet<>(await(admin.listTopics().names()));
        present.removeIf(name -> !name.startsWith(Topic.PREFIX));
        await(admin.deleteTopics(present).all());
        Wait.until(
                "topics deleted",
                LIMIT,
                () -> await(admin.listTopics().names()).stream().noneMatch(present::contains),
                present::toString);
    }

    /** Adds rights and waits: {@code createAcls} returns before the broker's cache shows them (kafka-facts.md 2). */
    public static void grant(Admin admin, Collection<AclBinding> wanted) {
        await(admin.createAcls(wanted).all());
        Wait.until(
                "ACLs in force",
                LIMIT,
                () -> await(admin.describeAcls(AclBindingFilter.ANY).values()).containsAll(wanted),
                wanted::toString);
    }

    /**
     * The rights of all services; also what a test compares the broker's answer with. READ and WRITE each imply DESCRIBE on
     * topics and groups, not on transactional ids.
     */
    public static Set<AclBinding> acls() {
        Set<AclBinding> acls = new HashSet<>();
        for (Topic topic : Topic.values()) {
            topic.writers().forEach(service -> acls.add(onTopic(service, topic, AclOperation.WRITE)));
            topic.readers().forEach(service -> acls.add(onTopic(service, topic, AclOperation.READ)));
        }
        for (ServiceName service : ServiceName.values()) {
            acls.add(allow(
                    service.wireName(), ResourceType.GROUP, service.group(), PatternType.LITERAL, AclOperation.READ));
            for (AclOperation operation : List.of(AclOperation.WRITE, AclOperation.DESCRIBE)) {
                acls.add(allow(
                        service.wireName(),
                        ResourceType.TRANSACTIONAL_ID,
                        service.transactionalIdPrefix(),
                        PatternType.PREFIXED,
                        operation));
            }
        }
        return acls;
    }

    /** READ and WRITE on one more topic, for tests that need a topic of their own. */
    public static List<AclBinding> readWrite(String principal, String topic) {
        List<AclBinding> acls = new ArrayList<>();
        for (AclOperation operation : List.of(AclOperation.READ, AclOperation.WRITE)) {
            acls.add(allow(principal, ResourceType.TOPIC, topic, PatternType.LITERAL, operation));
        }
        return acls;
    }

    static void awaitTopics(Admin admin, List<String> names) {
        Wait.until(
                "topics have leaders",
                LIMIT,
                // Not await(): right after creation the broker may still answer that it knows no such topic.
                () -> admin.describeTopics(names).allTopicNames().get(5, TimeUnit.SECONDS).values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .noneMatch(partition -> partition.leader() == null),
                names::toString);
    }

    static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the broker works", interrupted);
        } catch (ExecutionException refused) {
            throw new StackException("refused by the broker: " + refused.getCause(), refused.getCause());
        } catch (TimeoutException late) {
            throw new StackException("no answer of the broker within " + LIMIT.toSeconds() + " s", late);
        }
    }

    private static NewTopic definition(Topic topic) {
        Map<String, String> configuration = new HashMap<>();
        configuration.put("max.message.bytes", MAX_MESSAGE_BYTES);
        if (topic.kind() == Topic.Kind.TABLE) {
            configuration.put("cleanup.policy", "compact");
        } else {
            configuration.put("cleanup.policy", "delete");
            configuration.put("retention.ms", Long.toString(topic.retention().toMillis()));
        }
        return new NewTopic(topic.wireName(), topic.partitions(), (short) 1).configs(configuration);
    }

    private static AclBinding onTopic(ServiceName service, Topic topic, AclOperation operation) {
        return allow(service.wireName(), ResourceType.TOPIC, topic.wireName(), PatternType.LITERAL, operation);
    }

    private static AclBinding allow(
            String principal, ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + principal, "*", operation, AclPermissionType.ALLOW));
    }
}
