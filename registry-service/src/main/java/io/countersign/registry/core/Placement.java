package io.countersign.registry.core;

import io.countersign.contracts.EventType;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Where an agent says a certificate stands. */
public record Placement(Kind kind, String node, Sha256 fingerprint, Instant at, Optional<String> detail) {
    /** What the agent did or saw. */
    public enum Kind {
        OBSERVED("observed", EventType.CERTIFICATE_OBSERVED),
        INSTALLED("installed", EventType.CERTIFICATE_INSTALLED),
        SERVED("served", EventType.CERTIFICATE_SERVED),
        ROLLED_BACK("rolled-back", EventType.CERTIFICATE_ROLLED_BACK);

        private final String wireName;
        private final EventType event;

        Kind(String wireName, EventType event) {
            this.wireName = wireName;
            this.event = event;
        }

        public String wireName() {
            return wireName;
        }

        public EventType event() {
            return event;
        }

        public static Optional<Kind> of(String wireName) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wireName.equals(wireName))
                    .findFirst();
        }
    }
}
