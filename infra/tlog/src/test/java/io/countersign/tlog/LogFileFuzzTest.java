package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A log whose one file holds other octets is never called sound. The first octet chooses the file, or with one more a file of
 * any name; a name ends at its first line end.
 */
class LogFileFuzzTest {
    private static final int SIZE = 20;
    private static final TestLogKeys KEYS = keys();
    private static final SortedMap<String, byte[]> SOUND = sound();
    private static final List<String> NAMES = List.copyOf(SOUND.keySet());

    /** One of the two keys is enough here, and an Ed25519 signature would take most of the time. */
    private static final LogVerifier VERIFIER = new LogVerifier(
            new CheckpointVerifier(KEYS.origin(), KEYS.verifiers().subList(1, 2)));

    private static TestLogKeys keys() {
        try {
            return TestLogKeys.generate("example.com/log");
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static SortedMap<String, byte[]> sound() {
        List<byte[]> leaves = Leaves.range(0, SIZE);
        ByteArrayOutputStream tile = new ByteArrayOutputStream();
        leaves.forEach(leaf -> tile.writeBytes(MerkleTree.leafHash(leaf).bytes()));
        try {
            SortedMap<String, byte[]> files = new TreeMap<>();
            files.put(TileStore.CHECKPOINT, KEYS.sign(new TreeHead(SIZE, NaiveTree.root(leaves))));
            files.put(TilePath.tile(0, 0, SIZE).path(), tile.toByteArray());
            files.put(TilePath.bundle(0, SIZE).path(), EntryBundle.encode(leaves));
            return files;
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A log in memory. */
    private record Files(SortedMap<String, byte[]> files) implements TileStore {
        @Override
        public Optional<byte[]> read(String path) {
            return Optional.ofNullable(files.get(path));
        }

        @Override
        public Optional<SortedSet<String>> list() {
            return Optional.of(new TreeSet<>(files.keySet()));
        }
    }

    static Stream<Arguments> seeds() {
        Stream<byte[]> one = IntStream.range(0, NAMES.size()).mapToObj(i -> seed(i, SOUND.get(NAMES.get(i))));
        Stream<byte[]> foreign = Stream.of(
                        "tile/0/000.p/19\nx",
                        "tile/entries/000\n\0\0",
                        "tile/1/000\n",
                        "tile/8/000.p/20\n" + "x".repeat(20 * 32),
                        "notes\n")
                .map(text -> seed(NAMES.size(), text.getBytes(StandardCharsets.UTF_8)));
        return Stream.concat(one, foreign).map(octets -> Arguments.of((Object) octets));
    }

    private static byte[] seed(int file, byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file);
        out.writeBytes(octets);
        return out.toByteArray();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void findsWhatIsNotTheLog(byte[] octets) throws IOException {
        if (octets.length == 0) {
            return;
        }
        int chosen = Byte.toUnsignedInt(octets[0]) % (NAMES.size() + 1);
        SortedMap<String, byte[]> files = new TreeMap<>(SOUND);
        if (chosen < NAMES.size()) {
            files.put(NAMES.get(chosen), Arrays.copyOfRange(octets, 1, octets.length));
        } else {
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            int end = text.indexOf('\n');
            if (end < 1) {
                return;
            }
            files.put(text.substring(1, end), Arrays.copyOfRange(octets, end + 1, octets.length));
        }
        VerificationReport report = VERIFIER.verify(new Files(files));
        if (report.isSound()) {
            assertThat(files).hasSameSizeAs(SOUND);
            for (String name : NAMES) {
                if (name.equals(TileStore.CHECKPOINT)) {
                    // Lines by other keys may stand behind the log's own.
                    assertThat(new String(files.get(name), StandardCharsets.UTF_8))
                            .startsWith("example.com/log\n" + SIZE + "\n");
                } else {
                    assertThat(files.get(name)).as(name).isEqualTo(SOUND.get(name));
                }
            }
        }
    }
}
