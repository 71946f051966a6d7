package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WithheldNoteTest {
    private static final String ORIGIN = "example.com/log";
    private static final String INTENT = "A".repeat(43);
    private static final String FIRST = "b-_9".repeat(11).substring(1);

    private final WithheldNote withheld = new WithheldNote(ORIGIN, INTENT, FIRST);
    private TestLogKeys keys;
    private byte[] note;

    @BeforeEach
    void sign() throws Exception {
        keys = TestLogKeys.generate(ORIGIN);
        note = withheld.sign(keys.signers());
    }

    @Test
    void saysOriginIntentAndFirstOneALine() throws Exception {
        assertThat(withheld.text()).isEqualTo(ORIGIN + "/withheld\n" + INTENT + "\n" + FIRST + "\n");
        assertThat(new String(note, StandardCharsets.UTF_8)).startsWith(withheld.text() + "\n\u2014 " + ORIGIN + " ");
    }

    @Test
    void verifiesUnderBothKeysOfTheLog() {
        assertThatCode(() -> withheld.verify(note, keys.verifiers())).doesNotThrowAnyException();
    }

    @Test
    void requiresTheLineOfEveryKey() throws Exception {
        for (NoteSigner alone : keys.signers()) {
            byte[] half = withheld.sign(List.of(alone));
            assertThatThrownBy(() -> withheld.verify(half, keys.verifiers()))
                    .isInstanceOf(ProofException.class)
                    .hasMessageContaining("not signed by");
        }
    }

    @Test
    void refusesTheKeysOfAnotherLog() throws Exception {
        TestLogKeys others = TestLogKeys.generate(ORIGIN);
        assertThatThrownBy(() -> withheld.verify(note, others.verifiers())).isInstanceOf(ProofException.class);
    }

    @Test
    void withoutKeysNothingIsBelieved() {
        assertThatThrownBy(() -> withheld.verify(note, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNoteIsForItsOwnIntentFirstAndOriginAlone() {
        for (WithheldNote other : List.of(
                new WithheldNote(ORIGIN, FIRST, FIRST),
                new WithheldNote(ORIGIN, INTENT, INTENT),
                new WithheldNote(ORIGIN, FIRST, INTENT),
                new WithheldNote("example.com/other", INTENT, FIRST))) {
            assertThatThrownBy(() -> other.verify(note, keys.verifiers()))
                    .as(other.text())
                    .isInstanceOf(ProofException.class)
                    .hasMessageContaining("does not withhold");
        }
    }

    @Test
    void aCheckpointWithholdsNothingAndANoteIsNoCheckpoint() throws Exception {
        byte[] checkpoint = keys.sign(new TreeHead(7, MerkleTree.emptyRoot()));
        assertThatThrownBy(() -> withheld.verify(checkpoint, keys.verifiers())).isInstanceOf(ProofException.class);
        assertThatThrownBy(() -> keys.checkpoints().verify(note)).isInstanceOf(ProofException.class);
    }

    @Test
    void everyChangedByteIsRefused() {
        for (int at = 0; at < note.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = note.clone();
                changed[at] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> withheld.verify(changed, keys.verifiers()))
                        .as("byte %d bit %d", at, bit)
                        .isInstanceOf(ProofException.class);
            }
        }
    }

    @Test
    void nothingButAnEventIdStandsInALine() {
        for (String id : List.of("", "a b", "a\nb", "a\n", "a/b", "\u00e4")) {
            assertThatThrownBy(() -> new WithheldNote(ORIGIN, id, FIRST)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new WithheldNote(ORIGIN, INTENT, id)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new WithheldNote("a b", INTENT, FIRST)).isInstanceOf(IllegalArgumentException.class);
    }
}
