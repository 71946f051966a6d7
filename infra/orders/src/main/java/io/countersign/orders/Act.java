package io.countersign.orders;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an order does. All words are taken, though not every act is carried out yet: a word never changes its meaning. */
public enum Act {
    ISSUE,
    DENY,
    GRANT,
    REVOKE,
    FREEZE,
    SUSPEND,
    CANCEL,
    DISABLE,
    LIFT,
    BUNDLE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Act> of(String wireName) {
        return Arrays.stream(values())
                .filter(act -> act.wireName().equals(wireName))
                .findFirst();
    }
}
