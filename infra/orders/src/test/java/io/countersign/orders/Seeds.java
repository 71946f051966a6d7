package io.countersign.orders;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What the fuzz targets start from: good messages, and each of them in every spelling and shape that loose readers take. */
final class Seeds {
    private Seeds() {}

    /** Octets as arguments of a fuzz test. */
    static Stream<Arguments> of(byte[]... octets) {
        return Arrays.stream(octets).map(each -> Arguments.of((Object) each));
    }

    /** These JSON objects and their attacks. */
    static Stream<Arguments> json(byte[]... objects) {
        return Arrays.stream(objects).flatMap(Seeds::json);
    }

    private static Stream<Arguments> json(byte[] object) {
        JsonAttacks attacks = new JsonAttacks(object);
        Stream<byte[]> hostile = Stream.of(attacks.spellings(), attacks.withoutEach(), attacks.withOneMore())
                .flatMap(made -> made.values().stream());
        return Stream.concat(Stream.of(object), hostile).map(each -> Arguments.of((Object) each));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
