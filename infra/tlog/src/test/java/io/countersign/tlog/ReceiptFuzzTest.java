package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets are a receipt in its one spelling, or none; and only the true one proves that its leaf is in the log. */
class ReceiptFuzzTest {
    private static final int LEAF = 4;
    private static final int SIZE = 11;
    private static final TestLogKeys KEYS = keys();

    private static TestLogKeys keys() {
        try {
            return TestLogKeys.generate("example.com/log");
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static TlogProof receipt(Optional<byte[]> extra) throws GeneralSecurityException {
        List<byte[]> leaves = Leaves.range(0, SIZE);
        byte[] note = KEYS.sign(new TreeHead(SIZE, NaiveTree.root(leaves)));
        return new TlogProof(LEAF, NaiveTree.path(LEAF, leaves), note, extra);
    }

    static Stream<Arguments> seeds() throws GeneralSecurityException {
        byte[] extra = "type".getBytes(StandardCharsets.UTF_8);
        byte[] good = receipt(Optional.empty()).format();
        String text = new String(good, StandardCharsets.UTF_8);
        return Stream.of(
                        good,
                        receipt(Optional.of(extra)).format(),
                        text.replace("index 4", "index 5").getBytes(StandardCharsets.UTF_8),
                        text.replace("\n\n", "\n").getBytes(StandardCharsets.UTF_8),
                        new byte[0])
                .map(octets -> Arguments.of((Object) octets));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void provesNothingButWhatIsThere(byte[] octets) {
        try {
            TlogProof read = TlogProof.parse(octets);
            assertThat(read.format()).isEqualTo(octets);
            Checkpoint checkpoint = new ReceiptVerifier(KEYS.checkpoints()).verify(read, Leaves.leaf(LEAF));
            assertThat(read.index()).isEqualTo(LEAF);
            assertThat(checkpoint.size()).isEqualTo(SIZE);
        } catch (ProofException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
