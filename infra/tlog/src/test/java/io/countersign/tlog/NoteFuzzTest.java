package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets are a note in its one spelling, or none; and what a note holds is a checkpoint in its one spelling, or none. */
class NoteFuzzTest {
    private static final String ROOT = MerkleTree.emptyRoot().toString();

    static Stream<Arguments> seeds() throws GeneralSecurityException {
        TestLogKeys keys = TestLogKeys.generate("example.com/log");
        String line = "\u2014 name AAAAAAAA\n";
        return Stream.concat(
                        Stream.of(
                                keys.sign(new TreeHead(7, MerkleTree.emptyRoot())),
                                new WithheldNote("example.com/log", "aA-_", "bB").sign(keys.signers())),
                        List.of(
                                        "",
                                        "one\n\ntwo\n\n" + line + line,
                                        "log\n07\n" + ROOT + "\n\n" + line,
                                        "log\n7\n" + ROOT + "\nextension\n\n" + line,
                                        "text\n\n\u2014 na\u00a0me AAAAAAB=\n")
                                .stream()
                                .map(text -> text.getBytes(StandardCharsets.UTF_8)))
                .map(octets -> Arguments.of((Object) octets));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void readsNothingInTwoWays(byte[] octets) {
        SignedNote note;
        try {
            note = SignedNote.parse(octets);
        } catch (ProofException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        assertThat(note.bytes()).isEqualTo(octets);
        try {
            assertThat(Checkpoint.parse(note.text()).noteText().getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(note.text());
        } catch (ProofException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
