package io.countersign.registry.http;

import io.countersign.registry.core.Cursor;
import io.countersign.registry.core.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A page on the wire. */
record ListView<T>(List<T> items, Optional<String> next) {
    static <S, T> ListView<T> of(Page<S> page, Function<S, T> view) {
        return new ListView<>(
                page.items().stream().map(view).toList(), page.next().map(Cursor::toString));
    }
}
