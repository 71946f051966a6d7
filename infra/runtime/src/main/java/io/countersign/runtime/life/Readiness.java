package io.countersign.runtime.life;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Whether a service can do its work now: named checks, each either ready or with its reason. Safe for all threads. */
public final class Readiness {
    private static final String READY = "";

    private final Map<String, String> reasons = new ConcurrentSkipListMap<>();

    /** One part's own switch; it starts as not ready. */
    public final class Check {
        private final String name;

        private Check(String name) {
            this.name = name;
        }

        public void ready() {
            reasons.put(name, READY);
        }

        /**
         * Not now.
         *
         * @param reason for a person, without secrets: {@code /readyz?verbose} shows it
         */
        public void notReady(String reason) {
            reasons.put(name, reason.isEmpty() ? "no reason given" : reason);
        }
    }

    /** A new check; two parts may not share a name, or one would hide the other. */
    public Check check(String name) {
        if (reasons.putIfAbsent(name, "starting") != null) {
            throw new IllegalArgumentException("there is a check named " + name + " already");
        }
        return new Check(name);
    }

    /** Ready when every check is; a service without checks is not. */
    public boolean isReady() {
        return !reasons.isEmpty() && reasons.values().stream().allMatch(READY::equals);
    }

    /** Every check with its reason for not being ready, if any, in order of name. */
    public Map<String, Optional<String>> checks() {
        Map<String, Optional<String>> checks = new ConcurrentSkipListMap<>();
        reasons.forEach(
                (name, reason) -> checks.put(name, reason.equals(READY) ? Optional.empty() : Optional.of(reason)));
        return checks;
    }
}
