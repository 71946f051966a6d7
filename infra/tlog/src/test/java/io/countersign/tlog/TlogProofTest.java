package io.countersign.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlogProofTest {
    @TempDir
    Path directory;

    private TestLogKeys keys;
    private TlogProof receipt;
    private ReceiptVerifier verifier;

    @BeforeEach
    void makeAReceiptOfLeafFour() throws Exception {
        keys = TestLogKeys.generate("example.com/log");
        verifier = new ReceiptVerifier(keys.checkpoints());
        try (LogWriter log = LogWriter.open(directory)) {
            TreeHead head = log.append(Leaves.range(0, 11), new byte[0]);
            receipt = new TlogProof(4, log.tree().inclusion(4, 11), keys.sign(head), Optional.empty());
        }
    }

    @Test
    void aReceiptReadBackFromItsFileProvesItsLeafAndNoOther() throws Exception {
        TlogProof read = TlogProof.parse(receipt.format());
        assertThat(verifier.verify(read, Leaves.leaf(4)).size()).isEqualTo(11);
        assertThatThrownBy(() -> verifier.verify(read, Leaves.leaf(5))).isInstanceOf(ProofException.class);
        TlogProof moved = new TlogProof(5, read.hashes(), read.checkpointNote(), read.extra());
        assertThatThrownBy(() -> verifier.verify(moved, Leaves.leaf(4))).isInstanceOf(ProofException.class);
    }

    @Test
    void hasTheFormOfTheSpecification() {
        String text = new String(receipt.format(), StandardCharsets.UTF_8);
        assertThat(text.lines().toList().subList(0, 2)).containsExactly("c2sp.org/tlog-proof@v1", "index 4");
        assertThat(text).contains("\n\nexample.com/log\n11\n");
    }

    @Test
    void keepsExtraBytesThatNothingProves() throws Exception {
        TlogProof with = new TlogProof(
                4, receipt.hashes(), receipt.checkpointNote(), Optional.of("type".getBytes(StandardCharsets.UTF_8)));
        TlogProof read = TlogProof.parse(with.format());
        assertThat(read.extra().orElseThrow()).isEqualTo("type".getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(read, Leaves.leaf(4)).size()).isEqualTo(11);
    }

    @Test
    void everyChangedByteIsRefused() {
        byte[] bytes = receipt.format();
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> verifier.verify(TlogProof.parse(changed), Leaves.leaf(4)))
                    .as("byte %d", at)
                    .isInstanceOf(ProofException.class);
        }
    }

    @Test
    void refusesAReceiptUnderOneOfTheTwoKeysAlone() throws Exception {
        Checkpoint checkpoint = keys.checkpoints().verify(receipt.checkpointNote());
        for (NoteSigner signer : keys.signers()) {
            byte[] half =
                    SignedNote.sign(checkpoint.noteText(), List.of(signer)).bytes();
            TlogProof weak = new TlogProof(4, receipt.hashes(), half, Optional.empty());
            assertThatThrownBy(() -> verifier.verify(weak, Leaves.leaf(4))).isInstanceOf(ProofException.class);
        }
    }

    @Test
    void refusesWhatIsNoReceipt() {
        String good = new String(receipt.format(), StandardCharsets.UTF_8);
        for (String text : List.of(
                "",
                "c2sp.org/tlog-proof@v1\n\n",
                good.replace("@v1", "@v2"),
                good.replace("index 4", "index 04"),
                good.replace("index 4", "index -4"),
                good.replace("index 4\n", ""),
                good.replace("index 4", "extra !\nindex 4"),
                good.replace("index 4", "index 4\nindex 4"),
                good.substring(0, good.indexOf("\n\n")))) {
            assertThatThrownBy(() -> TlogProof.parse(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(ProofException.class);
        }
    }
}
