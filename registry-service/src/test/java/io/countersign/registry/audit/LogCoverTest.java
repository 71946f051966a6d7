package io.countersign.registry.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.tlog.ProofException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogCoverTest {
    private static final Bytes EVENT = bytes("an event");

    @TempDir
    Path folder;

    private TestLog log;
    private long leaf;

    @BeforeEach
    void fill() throws Exception {
        log = new TestLog(folder.resolve("log"));
        log.append("before".getBytes(StandardCharsets.UTF_8));
        leaf = log.append(EVENT.toArray());
        log.append("behind".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() throws IOException {
        log.close();
    }

    @Test
    void believesAReceiptOfTheVeryBytesUnderBothKeys() throws Exception {
        assertThat(holds(log.receipt(leaf), EVENT)).isTrue();
    }

    @Test
    void knowsThatThereIsNoReceiptYet() throws Exception {
        assertThat(new LogCover(log::trust, id -> Optional.empty()).holds("id", EVENT))
                .isFalse();
    }

    @Test
    void asksForThisEvent() throws Exception {
        LogCover cover =
                new LogCover(log::trust, id -> Optional.of(log.receipt(leaf)).filter(receipt -> id.equals("the-id")));
        assertThat(cover.holds("the-id", EVENT)).isTrue();
        assertThat(cover.holds("another", EVENT)).isFalse();
    }

    @Test
    void doesNotBelieveAReceiptOfOtherBytes() {
        assertRefused(log.receipt(leaf), bytes("an event that was never sent"));
        assertRefused(log.receipt(leaf - 1), EVENT);
    }

    @Test
    void doesNotBelieveOneKeyAlone() {
        for (int only : new int[] {0, 1}) {
            assertRefused(log.receipt(leaf, TestLog.ORIGIN, log.signers().subList(only, only + 1)), EVENT);
        }
    }

    @Test
    void doesNotBelieveAnotherLog() throws Exception {
        assertRefused(log.receipt(leaf, "other.countersign.test", log.signers()), EVENT);
        try (TestLog other = new TestLog(folder.resolve("other"))) {
            assertRefused(other.receipt(other.append(EVENT.toArray())), EVENT);
        }
    }

    @Test
    void doesNotBelieveWhatIsNoReceipt() {
        assertRefused("<html>".getBytes(StandardCharsets.UTF_8), EVENT);
        assertRefused(new byte[0], EVENT);
    }

    private void assertRefused(byte[] receipt, Bytes event) {
        assertThatThrownBy(() -> holds(receipt, event)).isInstanceOf(ProofException.class);
    }

    private boolean holds(byte[] receipt, Bytes event) throws Exception {
        return new LogCover(log::trust, id -> Optional.of(receipt)).holds("id", event);
    }

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
