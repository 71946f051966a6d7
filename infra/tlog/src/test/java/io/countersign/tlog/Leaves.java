package io.countersign.tlog;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Entries that tell their own index, so that a lost or doubled one is seen. */
final class Leaves {
    private Leaves() {}

    static byte[] leaf(int index) {
        return ("entry " + index + " ".repeat(index % 7)).getBytes(StandardCharsets.UTF_8);
    }

    static List<byte[]> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(Leaves::leaf).toList();
    }
}
