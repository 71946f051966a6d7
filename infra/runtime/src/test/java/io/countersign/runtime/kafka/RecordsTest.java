package io.countersign.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.RecordUnreadable;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

final class RecordsTest {
    private final Event event = Samples.expired("worker-1", 1);
    private final DeadLetters deadLetters =
            new DeadLetters(ServiceName.REGISTRY, InstantSource.fixed(Samples.NOW), topic -> "topic-id");

    @Test
    void anEventGoesUnderItsSubjectToKafkasOwnPartition() {
        Outbound outbound = Outbound.of(event);
        assertThat(outbound.topic()).isEqualTo(Topic.RENEWALS);
        assertThat(outbound.key()).isEqualTo("demo/kubelet-client/worker-1");
        assertThat(outbound.partition())
                .isEqualTo(BuiltInPartitioner.partitionForKey(
                        outbound.key().getBytes(StandardCharsets.UTF_8), Topic.RENEWALS.partitions()));
        assertThat(outbound.toRecord().value()).isEqualTo(event.bytes());
    }

    @Test
    void refusesAnEventOnAnotherTopic() {
        assertThatThrownBy(() -> new Outbound(Topic.APPROVALS, event.subject(), event))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsAnEventOnlyUnderItsOwnKey() throws Exception {
        assertThat(inbound(event.subject(), event.bytes()).decode().id()).isEqualTo(event.id());
        assertThatThrownBy(() ->
                        inbound("demo/kubelet-client/worker-2", event.bytes()).decode())
                .isInstanceOfSatisfying(
                        UnreadableException.class, e -> assertThat(e.reason()).isEqualTo(UnreadableReason.WRONG_KEY));
    }

    @Test
    void aDeadLetterTellsPositionReasonAndABoundedExcerpt() {
        byte[] value = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        Outbound letter = deadLetters.of(inbound("k", value), UnreadableReason.NOT_JSON, "d".repeat(1000));
        RecordUnreadable data = letter.event().data(RecordUnreadable.class);
        assertThat(letter.topic()).isEqualTo(Topic.DEAD_LETTERS);
        assertThat(letter.key()).isEqualTo("countersign.renewals/4/17");
        assertThat(data.service()).isEqualTo("registry-service");
        assertThat(data.topicId()).isEqualTo("topic-id");
        assertThat(data.offset()).isEqualTo(17);
        assertThat(data.reason()).isEqualTo("not-json");
        assertThat(data.detail()).hasSize(500);
        assertThat(data.excerpt().size()).isEqualTo(4096);
        assertThat(data.sha256()).isEqualTo(Sha256.of(value));
    }

    @Test
    void theSameRecordMakesTheSameLetter() {
        Inbound inbound = inbound("k", new byte[] {1});
        assertThat(deadLetters
                        .of(inbound, UnreadableReason.NOT_JSON, "a")
                        .event()
                        .id())
                .isEqualTo(deadLetters
                        .of(inbound, UnreadableReason.NOT_JSON, "b")
                        .event()
                        .id());
    }

    @Test
    void aHoldCoversEverythingBehindIt() {
        Inbound first = inbound("k", new byte[0]);
        StepResult.Builder answer = StepResult.builder().hold(first, "waiting");
        assertThat(answer.holds(first)).isTrue();
        Inbound before = new Inbound(first.topic(), 4, 16, "k", Optional.empty(), Samples.NOW);
        assertThat(answer.holds(before)).isFalse();
        answer.hold(before, "earlier");
        assertThat(answer.build().held().get(4).offset()).isEqualTo(16);
        assertThat(StepResult.NOTHING.isNothing()).isTrue();
    }

    @Test
    void aProcessNameSurvivesItsText() {
        ProcessName here = ProcessName.here("signer-service-0");
        assertThat(ProcessName.parse(here.toString())).contains(here);
        assertThat(here.isHere()).isTrue();
        assertThat(here.isAlive()).isTrue();
        assertThat(ProcessName.parse("somebody else")).isEmpty();
    }

    private static Inbound inbound(String key, byte[] value) {
        return new Inbound(Topic.RENEWALS, 4, 17, key, Optional.of(Bytes.of(value)), Samples.NOW);
    }
}
