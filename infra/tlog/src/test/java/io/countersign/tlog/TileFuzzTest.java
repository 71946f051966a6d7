package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bundles, paths of tiles and key lines each have one spelling. The first octet says how many entries the rest is read as; the
 * rest is also read as a path and as a key.
 */
class TileFuzzTest {
    static Stream<Arguments> seeds() throws Exception {
        byte[] key = TestLogKeys.generate("example.com/log")
                .verifiers()
                .get(1)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                        seed(3, EntryBundle.encode(Leaves.range(0, 3))),
                        seed(200, EntryBundle.encode(Leaves.range(0, 200))),
                        seed(1, new byte[] {0, 0}),
                        seed(0, new byte[0]),
                        seed(9, text("tile/entries/x001/x234/067.p/255")),
                        seed(9, text("tile/63/000")),
                        seed(9, text("tile/0/x000/001")),
                        seed(9, key))
                .map(octets -> Arguments.of((Object) octets));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] seed(int entries, byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(entries);
        out.writeBytes(octets);
        return out.toByteArray();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void readsNothingInTwoWays(byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        int entries = Byte.toUnsignedInt(octets[0]);
        byte[] rest = Arrays.copyOfRange(octets, 1, octets.length);
        try {
            assertThat(EntryBundle.encode(EntryBundle.decode(rest, entries))).isEqualTo(rest);
        } catch (ProofException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        String text = new String(rest, StandardCharsets.UTF_8);
        TilePath.parse(text).ifPresent(path -> {
            assertThat(path.path()).isEqualTo(text);
            assertThat(path.firstLeaf()).isNotNegative().isLessThan(path.endLeaf());
        });
        try {
            assertThat(VerifierKey.parse(text)).hasToString(text);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
