package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every service against every topic, group and transactional id: what the table gives, and nothing else. */
@WithStack
final class TopicRightsIT {
    private final Stack stack;

    TopicRightsIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    static void putOneRecordInEachTopic(Stack stack) throws Exception {
        try (Producer<String, byte[]> admin =
                stack.broker().as(stack.identity("admin")).producer()) {
            for (Topic topic : Topic.values()) {
                admin.send(new ProducerRecord<>(topic.wireName(), 0, "k", new byte[] {1}))
                        .get();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesOnlyToItsOwnTopics(ServiceName service) throws Exception {
        try (Producer<String, byte[]> producer = stack.kafka(service).producer()) {
            for (Topic topic : Topic.values()) {
                ProducerRecord<String, byte[]> forged = new ProducerRecord<>(topic.wireName(), 0, "k", new byte[] {2});
                if (topic.writers().contains(service)) {
                    assertThat(producer.send(forged).get().hasOffset())
                            .as("%s writes %s", service, topic)
                            .isTrue();
                } else {
                    assertThatThrownBy(() -> producer.send(forged).get())
                            .as("%s writes %s", service, topic)
                            .hasCauseInstanceOf(TopicAuthorizationException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsOnlyWhatItConsumes(ServiceName service) {
        for (Topic topic : Topic.values()) {
            try (Consumer<String, byte[]> consumer = stack.kafka(service).consumer(Map.of())) {
                consumer.assign(List.of(new TopicPartition(topic.wireName(), 0)));
                if (topic.readers().contains(service)) {
                    Awaitility.await(service + " reads " + topic)
                            .until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
                } else {
                    assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(20)))
                            .as("%s reads %s", service, topic)
                            .isInstanceOf(TopicAuthorizationException.class);
                }
            }
        }
    }

    static Stream<Arguments> pairsOfServices() {
        return Arrays.stream(ServiceName.values())
                .flatMap(one -> Arrays.stream(ServiceName.values()).map(other -> Arguments.of(one, other)));
    }

    @ParameterizedTest
    @MethodSource("pairsOfServices")
    void joinsOnlyItsOwnGroup(ServiceName service, ServiceName owner) {
        Topic readable = Arrays.stream(Topic.values())
                .filter(topic -> topic.readers().contains(service))
                .findFirst()
                .orElseThrow();
        try (Consumer<String, byte[]> consumer = stack.kafka(service).consumer(owner.group())) {
            consumer.subscribe(List.of(readable.wireName()));
            if (service == owner) {
                Awaitility.await().until(() -> {
                    consumer.poll(Duration.ofMillis(200));
                    return !consumer.assignment().isEmpty();
                });
            } else {
                assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(20)))
                        .isInstanceOf(GroupAuthorizationException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairsOfServices")
    void startsTransactionsOnlyUnderItsOwnPrefix(ServiceName service, ServiceName owner) {
        Map<String, Object> id = Map.of("transactional.id", owner.transactionalIdPrefix() + "rights.0");
        try (Producer<String, byte[]> producer = stack.kafka(service).producer(id)) {
            if (service == owner) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.abortTransaction();
            } else {
                assertThatThrownBy(producer::initTransactions)
                        .isInstanceOf(TransactionalIdAuthorizationException.class);
            }
        }
    }

    @Test
    void theBrokerHoldsExactlyTheRightsOfTheTable() {
        try (Admin admin = stack.admin()) {
            assertThat(Topics.await(admin.describeAcls(AclBindingFilter.ANY).values()))
                    .filteredOn(acl -> !acl.pattern().name().startsWith("test-"))
                    .containsExactlyInAnyOrderElementsOf(Topics.acls());
        }
    }
}
