package io.countersign.contracts.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.SampleEvents;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any octets on any topic are an event that belongs there, or put aside with a sentence. Repeats its seeds in every build; fuzzes
 * when JAZZER_FUZZ=1 is set and {@code jazzer.hooks} is true.
 */
class EventFuzzTest {
    static Stream<Arguments> seeds() {
        return Stream.concat(
                        Arrays.stream(EventType.values())
                                .map(type -> SampleEvents.of(type).bytes()),
                        Stream.of("", "{}", "[", "{\"a\":1,\"a\":2}")
                                .map(text -> text.getBytes(StandardCharsets.UTF_8)))
                .map(octets -> Arguments.of((Object) octets));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void answersAnyOctets(byte[] octets) {
        Event event;
        try {
            event = EventCodec.decode(octets);
        } catch (UnreadableException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        assertThat(event.bytes()).isEqualTo(octets);
        assertThat(Json.isCanonical(octets)).isTrue();
        List<Topic> takenOn = Arrays.stream(Topic.values())
                .filter(topic -> isTaken(topic, octets))
                .toList();
        assertThat(takenOn).isEqualTo(event.type().topic().stream().toList());
    }

    private static boolean isTaken(Topic topic, byte[] octets) {
        try {
            EventCodec.decode(topic, octets);
            return true;
        } catch (UnreadableException e) {
            return false;
        }
    }
}
