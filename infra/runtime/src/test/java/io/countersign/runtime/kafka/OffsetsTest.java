package io.countersign.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Json;
import io.countersign.contracts.Topic;
import org.junit.jupiter.api.Test;

final class OffsetsTest {
    @Test
    void knowsNothingAndStartsAtZero() {
        assertThat(Offsets.NONE.next(Topic.INTENTS, 3)).isZero();
        assertThat(Offsets.NONE.topicId(Topic.INTENTS)).isEmpty();
    }

    @Test
    void movesOnePartitionAndLeavesTheOthers() {
        Offsets offsets = Offsets.NONE.with(Topic.INTENTS, "id-1", 3, 40).with(Topic.INTENTS, "id-1", 4, 7);
        assertThat(offsets.next(Topic.INTENTS, 3)).isEqualTo(40);
        assertThat(offsets.next(Topic.INTENTS, 4)).isEqualTo(7);
        assertThat(offsets.next(Topic.INTENTS, 0)).isZero();
        assertThat(offsets.next(Topic.APPROVALS, 3)).isZero();
    }

    @Test
    void anotherTopicIdBeginsAnew() {
        Offsets offsets = Offsets.NONE.with(Topic.INTENTS, "id-1", 3, 40).with(Topic.INTENTS, "id-2", 4, 7);
        assertThat(offsets.topicId(Topic.INTENTS)).contains("id-2");
        assertThat(offsets.next(Topic.INTENTS, 3)).isZero();
        assertThat(offsets.restarted(Topic.INTENTS, "id-3").next(Topic.INTENTS, 4))
                .isZero();
    }

    @Test
    void survivesItsJson() throws Exception {
        Offsets offsets = Offsets.NONE.with(Topic.INTENTS, "id-1", 3, 40).with(Topic.TRUST, "id-2", 0, 9);
        assertThat(Json.STRICT.readValue(Json.canonical(offsets), Offsets.class))
                .isEqualTo(offsets);
    }
}
