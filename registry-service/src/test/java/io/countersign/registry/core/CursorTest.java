package io.countersign.registry.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.RefusedException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTest {
    @Test
    void readsBackWhatItWrote() throws RefusedException {
        Cursor cursor = new Cursor(Instant.parse("2026-11-22T10:00:00.123Z"), "demo/etcd-peer/cp-1");
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "bm90aGluZw", "bm90IGEgdGltZQ"})
    void refusesWhatItDidNotWrite(String text) {
        assertThatThrownBy(() -> Cursor.parse(text)).isInstanceOf(RefusedException.class);
    }

    @Test
    void pointsBehindTheLastRowOfAPageWithSuccessors() {
        Page<String> page = Page.of(List.of("a", "b", "c"), 2, name -> new Cursor(Instant.EPOCH, name));
        assertThat(page.items()).containsExactly("a", "b");
        assertThat(page.next()).contains(new Cursor(Instant.EPOCH, "b"));
        assertThat(Page.of(List.of("a", "b"), 2, name -> new Cursor(Instant.EPOCH, name))
                        .next())
                .isEmpty();
    }
}
