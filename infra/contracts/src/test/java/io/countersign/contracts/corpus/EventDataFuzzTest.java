package io.countersign.contracts.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As {@link EventFuzzTest}, but the octets are an event's data and get an envelope with the right id: otherwise chance never comes
 * past the id to the shapes. The first octet chooses the type.
 */
class EventDataFuzzTest {
    private static final List<EventType> TYPES = List.of(EventType.values());

    static Stream<Arguments> seeds() {
        return IntStream.range(0, TYPES.size()).mapToObj(type -> {
            ByteArrayOutputStream seed = new ByteArrayOutputStream();
            seed.write(type);
            seed.writeBytes(Json.canonical(Forge.of(TYPES.get(type)).data()));
            return Arguments.of((Object) seed.toByteArray());
        });
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void readsNoOrderInTwoWays(byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        EventType type = TYPES.get(Byte.toUnsignedInt(octets[0]) % TYPES.size());
        Forge forge = Forge.of(type);
        Optional<ObjectNode> data = object(Arrays.copyOfRange(octets, 1, octets.length));
        if (data.isPresent()) {
            present(forge.with("data", data.get()));
        }
    }

    /** In its canonical form: a number that had another would be another event. Empty for what EventFuzzTest offers. */
    private static Optional<ObjectNode> object(byte[] octets) {
        try {
            return Json.parse(octets) instanceof ObjectNode object
                    ? Optional.of((ObjectNode) Json.parse(Json.canonical(object)))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static void present(Forge forge) {
        Event event;
        try {
            event = EventCodec.decode(forge.octets());
        } catch (UnreadableException e) {
            assertThat(e.reason())
                    .isIn(Set.of(
                            UnreadableReason.BAD_DATA,
                            UnreadableReason.TOO_LARGE,
                            UnreadableReason.NOT_JSON,
                            UnreadableReason.NOT_CANONICAL));
            return;
        }
        assertThat(event.type()).isEqualTo(forge.type());
        JsonNode told = Json.TOLERANT.valueToTree(event.data());
        if (event.type()
                .topic()
                .map(Topic::kind)
                .filter(Topic.Kind.ORDER::equals)
                .isPresent()) {
            assertThat(told).isEqualTo(forge.data());
        } else {
            // What is told on is what was said, less what nobody knows.
            assertThat(Json.canonical(told).length).isLessThanOrEqualTo(Json.canonical(forge.data()).length);
        }
    }
}
