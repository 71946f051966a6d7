package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
    private TestLogKeys keys;
    private TreeHead head;
    private String note;

    @BeforeEach
    void signACheckpoint() throws Exception {
        keys = TestLogKeys.generate("example.com/log");
        head = new TreeHead(7, MerkleTree.emptyRoot());
        note = new String(keys.sign(head), StandardCharsets.UTF_8);
    }

    @Test
    void aSignedCheckpointVerifiesWithBothKeys() throws Exception {
        assertThat(keys.checkpoints().verify(bytes(note)).head()).isEqualTo(head);
    }

    @Test
    void requiresTheLineOfEveryKey() throws Exception {
        List<String> lines = note.lines().toList();
        for (int missing = 4; missing <= 5; missing++) {
            String shorter = note.replace(lines.get(missing) + "\n", "");
            assertThatThrownBy(() -> keys.checkpoints().verify(bytes(shorter)))
                    .isInstanceOf(ProofException.class)
                    .hasMessageContaining("not signed by");
        }
    }

    @Test
    void ignoresLinesOfUnknownKeysButNotABadLineOfAKnownOne() throws Exception {
        String foreign = "\u2014 witness.example " + StrictBase64.encode(new byte[80]) + "\n";
        assertThat(keys.checkpoints().verify(bytes(note + foreign)).size()).isEqualTo(7);
        NoteSignature good = SignedNote.parse(bytes(note)).signatures().get(0);
        String bad = new NoteSignature(good.name(), good.keyId(), new byte[64]).line() + "\n";
        assertThatThrownBy(() -> keys.checkpoints().verify(bytes(note + bad))).isInstanceOf(ProofException.class);
    }

    @Test
    void everyChangedByteIsRefused() {
        byte[] bytes = bytes(note);
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> keys.checkpoints().verify(changed))
                        .as("byte %d bit %d", at, bit)
                        .isInstanceOf(ProofException.class);
            }
        }
    }

    @Test
    void refusesWhatIsNoNote() {
        for (String text : List.of(
                "",
                "\n",
                "text\n",
                "text\n\n",
                "text\n\n\u2014 name\n",
                "text\n\n\u2014 name AAAA\n",
                "text\n\n- name AAAAAAAA\n",
                "text\n\n\u2014 na+me AAAAAAAA\n",
                "text\n\n\u2014 na me AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA",
                "te\txt\n\n\u2014 name AAAAAAAA\n",
                "text\r\n\n\u2014 name AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA\nmore\n")) {
            assertThatThrownBy(() -> SignedNote.parse(bytes(text))).as(text).isInstanceOf(ProofException.class);
        }
        byte[] invalid = bytes("text\n\n\u2014 name AAAAAAAA\n");
        invalid[0] = (byte) 0xff;
        assertThatThrownBy(() -> SignedNote.parse(invalid)).isInstanceOf(ProofException.class);
        assertThatThrownBy(() -> SignedNote.parse(new byte[70_000])).isInstanceOf(ProofException.class);
    }

    @Test
    void theLastEmptyLineSeparates() throws Exception {
        SignedNote parsed = SignedNote.parse(bytes("one\n\ntwo\n\n\u2014 name AAAAAAAA\n"));
        assertThat(new String(parsed.text(), StandardCharsets.UTF_8)).isEqualTo("one\n\ntwo\n");
    }

    @Test
    void verifierKeysReadBackAndRefuseAWrongHash() {
        for (VerifierKey key : keys.verifiers()) {
            assertThat(VerifierKey.parse(key.toString())).isEqualTo(key).hasToString(key.toString());
            String wrong = key.toString().replaceFirst("\\+[0-9a-f]{8}\\+", "+00000000+");
            assertThatThrownBy(() -> VerifierKey.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String wrong : List.of("", "a", "a+b", "a+00000000+", "a+00000000+BAAA", "a+zz+AQ==")) {
            assertThatThrownBy(() -> VerifierKey.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesCheckpointsWithExtensionsOrSloppyNumbers() {
        String root = MerkleTree.emptyRoot().toString();
        for (String text : List.of(
                "log\n7\n" + root + "\nextension\n",
                "log\n07\n" + root + "\n",
                "log\n+7\n" + root + "\n",
                "log\n-7\n" + root + "\n",
                "log\n9999999999999999999\n" + root + "\n",
                "log\n7\n" + root,
                "log\n7\nAAAA\n",
                "\n7\n" + root + "\n",
                "lo g\n7\n" + root + "\n")) {
            assertThatThrownBy(() -> Checkpoint.parse(bytes(text))).as(text).isInstanceOf(ProofException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
