package io.countersign.signer.core;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Intents told again for a newer receipt: each once in a while, so that a log that answers with old ones makes no circle. */
public final class AskedAgain {
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int MOST = 10_000;

    private final Map<String, Instant> asked = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    /** Whether this intent may be told again now; it is taken for told. */
    public boolean isDue(String intent, Instant now) {
        Instant before = asked.get(intent);
        boolean due = before == null || !now.isBefore(before.plus(EVERY));
        if (due) {
            asked.remove(intent);
            asked.put(intent, now);
        }
        return due;
    }
}
