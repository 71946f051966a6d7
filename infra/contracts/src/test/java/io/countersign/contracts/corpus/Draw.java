package io.countersign.contracts.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.EventType;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One case's share of chance: the same row, index and seed always draw the same. */
final class Draw {
    private static final long SEED = 20261122;

    private final int index;
    private final Random random;

    Draw(String row, int index) {
        this.index = index;
        this.random = new Random(SEED * 31 + row.hashCode() * 1_000_003L + index);
    }

    /** Number of the case in its row, from 0. */
    int index() {
        return index;
    }

    /** The values in turn, so that a row with enough cases meets each. */
    @SafeVarargs
    final <T> T each(T... values) {
        return values[index % values.length];
    }

    /** One of the values by chance. */
    @SafeVarargs
    final <T> T any(T... values) {
        return values[random.nextInt(values.length)];
    }

    <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    byte[] octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    String word() {
        return random.ints(between(3, 12), 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The event types in turn. */
    Forge event() {
        return event(type -> true);
    }

    /** The event types that are meant, in turn. */
    Forge event(Predicate<EventType> meant) {
        List<EventType> types = Stream.of(EventType.values()).filter(meant).toList();
        return Forge.of(types.get(index % types.size()));
    }

    /** One place in an event's data that holds such a value. */
    Forge.Place place(Forge forge, Predicate<JsonNode> meant) {
        return any(forge.places(meant));
    }
}
