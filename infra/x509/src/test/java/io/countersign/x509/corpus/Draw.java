package io.countersign.x509.corpus;

import java.util.Random;
import java.util.stream.Collectors;

/** One case's share of chance: the same row, index and seed always draw the same. */
final class Draw {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final int index;
    private final Random random;

    Draw(String row, int index, long seed) {
        this.index = index;
        this.random = new Random(seed * 31 + row.hashCode() * 1_000_003L + index);
    }

    /** Number of the case in its row, from 0. */
    int index() {
        return index;
    }

    Random random() {
        return random;
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

    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** Lower-case letters and digits, beginning with a letter. */
    String word(int length) {
        return "a"
                + random.ints(length - 1L, 0, ALPHABET.length())
                        .mapToObj(i -> ALPHABET.substring(i, i + 1))
                        .collect(Collectors.joining());
    }

    String word() {
        return word(between(3, 12));
    }

    byte[] octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }
}
